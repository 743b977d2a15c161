// Files that are dropped on the page are for one chapter: elsewhere they would take the place of the page.
import type { LitElement, ReactiveController } from 'lit';
import { droppedFiles } from './dropped-files.ts';

export class FileDrop implements ReactiveController {
  /** Whether files are held over the host's chapter. */
  isOver = false;
  readonly #host: LitElement;
  readonly #take: (files: Iterable<File>) => void;

  constructor(host: LitElement, take: (files: Iterable<File>) => void) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('dragover', this.#dragOver);
    addEventListener('dragleave', this.#dragLeave);
    addEventListener('drop', this.#drop);
  }

  hostDisconnected(): void {
    removeEventListener('dragover', this.#dragOver);
    removeEventListener('dragleave', this.#dragLeave);
    removeEventListener('drop', this.#drop);
  }

  #isHere({ target }: Event): boolean {
    return (this.#host.closest('section') ?? this.#host).contains(target as Node | null);
  }

  #setOver(isOver: boolean): void {
    if (isOver === this.isOver) return;
    this.isOver = isOver;
    this.#host.requestUpdate();
  }

  #dragOver = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.#setOver(this.#isHere(event));
    event.dataTransfer.dropEffect = this.isOver ? 'copy' : 'none';
  };

  #dragLeave = (event: DragEvent) => {
    if (!event.relatedTarget) this.#setOver(false);
  };

  #drop = async (event: DragEvent) => {
    this.#setOver(false);
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    if (this.#isHere(event)) this.#take(await droppedFiles(event.dataTransfer));
  };
}
