// A page of Next's: rendered when the site is built.
import 'pay-attention/element';
import { Post } from '../post.jsx';

export default Post;
