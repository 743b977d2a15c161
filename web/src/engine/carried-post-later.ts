// Where the post's model comes when it is first wanted, from a script of its own.
import type { CarriedModule } from './messages.ts';

export const post: CarriedModule | undefined = undefined;
