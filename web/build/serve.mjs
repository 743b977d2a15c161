// Serves dist/ on http://localhost:8080 (PORT changes it).
import { createServer } from 'node:http';
import sirv from 'sirv';
import { root } from './paths.mjs';

const text = process.env.PORT ?? '8080';
const port = Number(text);
if (!/^\d+$/.test(text) || port > 65535) {
  console.error(`PORT must be a whole number from 0 to 65535, not "${text}"`);
  process.exit(2);
}
const server = createServer(sirv(`${root}/dist`, { dev: true }));
server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE' ? `Port ${port} is taken: try PORT=${port + 1} npm start` : error.message,
  );
  process.exit(1);
});
server.listen(port, () => console.log(`Pay Attention is at http://localhost:${server.address().port}`));
