// The files that were dropped, those of a folder with them.

const entriesOf = (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    const reader = folder.createReader();
    const all: FileSystemEntry[] = [];
    const read = () =>
      reader.readEntries((some) => {
        all.push(...some);
        if (some.length > 0)
          read(); // a browser gives a hundred at a time
        else resolve(all);
      }, reject);
    read();
  });

const fileOf = (entry: FileSystemEntry): Promise<File> =>
  new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));

/** Folders within a folder are left out. To be called while the event is on: later there is nothing in it. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const loose = [...files];
  const entries = Array.from(items, (item) => item.webkitGetAsEntry());
  const isFolder = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry =>
    entry?.isDirectory === true;
  const folders = entries.filter(isFolder);
  if (folders.length === 0) return loose;
  const inside = (await Promise.all(folders.map(entriesOf))).flat();
  const single = entries.filter((entry) => entry !== null);
  return Promise.all([...single, ...inside].filter(({ isFile }) => isFile).map(fileOf));
}
