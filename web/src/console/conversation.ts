import { html, nothing, type TemplateResult } from 'lit';
import type { Format } from './format';
import type { Words } from './words';

/** An item of `GET /v1/realtime/calls/{id}/conversation`. */
export interface HeardItem {
  item: {
    id: string;
    type: string;
    role?: 'user' | 'assistant' | 'system';
    name?: string;
    arguments?: string;
    output?: string;
    content?: { text?: string | null; transcript?: string | null }[];
  };
  transcript?: string;
  heard_ms?: number;
  generated_ms?: number;
  interrupted?: boolean;
  playout?: unknown;
}

/** What was said, in order. */
export function conversation(items: readonly HeardItem[], words: Words['conversation'], format: Format): TemplateResult {
  return html`<ol class="said">${items.map((heard) => html`
    <li class=${heard.item.role ?? 'note'}>
      <b>${speakerOf(heard, words)}</b>
      <span class="words">${textOf(heard, words)}</span>
      ${heard.generated_ms === undefined ? nothing : html`
        <small>${measureOf(heard, words, format)}</small>`}
    </li>`)}</ol>`;
}

function speakerOf({ item }: HeardItem, words: Words['conversation']): string {
  switch (item.role) {
    case 'user': return words.person;
    case 'assistant': return words.agent;
    case 'system': return words.system;
    default: return words.function;
  }
}

function textOf({ item, transcript }: HeardItem, words: Words['conversation']): string {
  if (item.type !== 'message') {
    return [item.name, item.arguments, item.output].filter(Boolean).join(' ');
  }
  const said = transcript ?? (item.content ?? []).map((part) => part.text ?? part.transcript ?? '').join(' ').trim();
  return said || (item.role === 'user' ? words.spoken : '…');
}

function measureOf(heard: HeardItem, words: Words['conversation'], format: Format): string {
  const seconds = (ms: number): string => format.number(ms / 1_000, 1);
  const parts = heard.heard_ms === undefined ? [] : [words.heardOf(seconds(heard.heard_ms), seconds(heard.generated_ms!))];
  if (heard.interrupted) {
    parts.push(words.interrupted);
  } else if (heard.playout) {
    parts.push(words.saying);
  }
  return parts.join(' · ');
}
