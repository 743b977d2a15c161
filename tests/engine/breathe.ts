// Between two cases whatever else waits runs: under Node the core answers without giving way, and Vitest gives a file
// up that it has not heard of for a minute.
import { afterEach } from 'vitest';

afterEach(() => new Promise<void>((resolve) => setImmediate(resolve)));
