/** Files that come in: dropped on the page or chosen; and files that go out. */
import { create } from '../figures/dom.js';

/** @param {(files: File[]) => void} take the files that are dropped anywhere on the page */
export function take_dropped_files(take) {
  const root = document.documentElement;
  const has_files = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files');
  addEventListener('dragover', (event) => {
    if (!has_files(event)) return;
    event.preventDefault();
    root.dataset.dropping = '';
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) delete root.dataset.dropping;
  });
  addEventListener('drop', (event) => {
    delete root.dataset.dropping;
    if (!has_files(event)) return;
    event.preventDefault();
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** Makes a button open the browser's dialog for files. @param {HTMLElement} button @param {(files: File[]) => void} take */
export function choose_files(button, take) {
  const input = create('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    'aria-hidden': 'true',
    tabindex: -1,
  });
  button.after(input);
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    take([...(input.files ?? [])]);
    input.value = ''; // so that the same file can be chosen again
  });
}

/** Hands a file to the visitor. @param {string} name @param {Blob} content */
export function save_file(name, content) {
  const url = URL.createObjectURL(content);
  create('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
