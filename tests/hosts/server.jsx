// Renders the post as a server does. Prints it.
import 'pay-attention/element';
import { renderToString } from 'react-dom/server';
import { Post } from './post.jsx';

console.log(renderToString(<Post />));
