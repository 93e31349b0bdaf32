import type { Strings } from '../text/strings';
import { splitWords, type Entry } from '../transcript';

/** Who is this close to the end reads along, in CSS pixels. */
const endDistance = 32;

/** Shows a transcript in a `role="log"` element that scrolls, and keeps its end in sight unless the reader went up. */
export class TranscriptView {
  readonly #pane: HTMLElement;
  readonly #list: HTMLElement;
  readonly #rows = new Map<string, Row>();
  #readsAlong = true;
  #top = 0;

  constructor(pane: HTMLElement) {
    this.#pane = pane;
    this.#list = pane.appendChild(document.createElement('ol'));
    pane.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // More words, a narrower window: either way the end moves.
    const sizes = new ResizeObserver(() => this.#follow());
    sizes.observe(pane);
    sizes.observe(this.#list);
  }

  show(entries: readonly Entry[], strings: Strings): void {
    const shown = entries.filter((entry) => entry.kind === 'user' || entry.words !== '');
    this.#removeAllBut(new Set(shown.map((entry) => entry.id)));
    shown.forEach((entry, position) => {
      const row = this.#rowOf(entry);
      row.show(entry, strings);
      if (this.#list.children[position] !== row.element) {
        this.#list.insertBefore(row.element, this.#list.children[position] ?? null);
      }
    });

    this.#pane.hidden = shown.length === 0;
    this.#readsAlong ||= shown.length === 0;
  }

  /** Only who goes up leaves the end: words that have just come move it away from everybody. */
  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#pane;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < endDistance;
    this.#readsAlong = isAtEnd || (this.#readsAlong && scrollTop >= this.#top);
    this.#top = scrollTop;
  }

  #follow(): void {
    if (this.#readsAlong) {
      this.#pane.scrollTop = this.#pane.scrollHeight;
    }
  }

  #rowOf(entry: Entry): Row {
    const row = this.#rows.get(entry.id) ?? new Row(entry);
    this.#rows.set(entry.id, row);
    return row;
  }

  #removeAllBut(ids: Set<string>): void {
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) {
        row.element.remove();
        this.#rows.delete(id);
      }
    }
  }
}

class Row {
  readonly element = document.createElement('li');
  readonly #who = document.createElement('span');
  readonly #said = document.createElement('p');
  readonly #words = document.createElement('span');
  readonly #unheard = document.createElement('del');
  readonly #unheardLabel = document.createElement('span');
  readonly #unheardWords = document.createElement('span');

  constructor(entry: Entry) {
    this.element.dataset['kind'] = entry.kind;
    this.element.setAttribute('part', `entry ${entry.kind}`);
    this.#unheard.setAttribute('part', 'unheard');
    this.#who.className = 'who';
    // Screen readers do not tell what is struck.
    this.#unheardLabel.className = 'unseen';
    this.#unheard.append(this.#unheardLabel, this.#unheardWords);
    this.#said.append(this.#words);
    this.element.append(...entry.kind === 'note' ? [] : [this.#who], this.#said);
  }

  show(entry: Entry, strings: Strings): void {
    const { heard, unheard } = splitWords(entry);
    const isWordless = entry.kind === 'user' && heard === '';
    set(this.#who, entry.kind === 'user' ? strings.you : strings.assistant);
    set(this.#words, words(entry, heard, strings));
    set(this.#unheardLabel, ` ${strings.unheard} `);
    set(this.#unheardWords, unheard);
    if (unheard === '') {
      this.#unheard.remove();
    } else if (!this.#unheard.isConnected) {
      this.#said.append(this.#unheard);
    }
    this.#words.className = isWordless ? 'wordless' : '';
    // A screen reader says what is whole, not every word as it comes.
    this.element.ariaBusy = String(entry.isGrowing);
  }
}

function words(entry: Entry, heard: string, strings: Strings): string {
  if (entry.kind === 'note') {
    return strings.functions[entry.outcome ?? 'begun'](entry.words);
  }
  if (entry.kind === 'user' && heard === '') {
    return entry.isGrowing ? '…' : strings.spoken;
  }
  return heard;
}

function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
