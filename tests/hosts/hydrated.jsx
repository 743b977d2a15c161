// A page that a server has rendered: React finds its markup again, or says what it does not find.
import 'pay-attention/element';
import { hydrateRoot } from 'react-dom/client';
import { Post } from './post.jsx';

await customElements.whenDefined('pay-attention');
await document.querySelector('pay-attention').updateComplete;
globalThis.mismatches = [];
const say = ({ message }) => globalThis.mismatches.push(message);
hydrateRoot(document.getElementById('root'), <Post />, { onRecoverableError: say });
