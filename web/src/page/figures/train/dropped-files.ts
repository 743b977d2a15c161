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

/** Those in the folders among the entries, and those beside them. Folders within a folder are left out. */
async function filesIn(entries: readonly FileSystemEntry[]): Promise<File[]> {
  const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
  const inside = (await Promise.all(entries.filter(isFolder).map(entriesOf))).flat();
  return Promise.all([...entries, ...inside].filter(({ isFile }) => isFile).map(fileOf));
}

/**
 * To be called while the event is on: later there is nothing in it. A folder that cannot be read is given as the
 * browser gives it, for the reader of files to say so.
 */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const loose = [...files];
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return entries.some(({ isDirectory }) => isDirectory) ? filesIn(entries).catch(() => loose) : loose;
}
