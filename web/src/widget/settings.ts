import { html, nothing, type TemplateResult } from 'lit';
import type { Speaker } from '../speaker';
import type { Strings } from '../text/strings';
import type { Devices } from './devices';

export interface Choices {
  /** The microphone that is open or was chosen. */
  microphone: string | undefined;
  speaker: Speaker;
  chooseMicrophone(device: string): void;
  chooseSpeaker(device: string): void;
  chooseVolume(volume: number): void;
}

/** What the person speaks into and hears by, and how loud. */
export function settings(strings: Strings, devices: Devices, choices: Choices): TemplateResult {
  const speakers = devices.speakers.some((device) => device.deviceId === 'default')
    ? devices.speakers
    : [{ deviceId: '', label: strings.systemDefault }, ...devices.speakers];
  const microphones = devices.microphones.length > 0 ? devices.microphones : [{ deviceId: '', label: strings.systemDefault }];
  return html`
    <div class="settings" part="settings-panel">
      <label>${strings.microphone}
        ${select(microphones, choices.microphone, choices.chooseMicrophone)}</label>
      ${choices.speaker.canChoose ? html`
        <label>${strings.speaker}
          ${select(speakers, choices.speaker.device || 'default', choices.chooseSpeaker)}</label>` : nothing}
      <label>${strings.volume}
        <input type="range" min="0" max="100" step="5" .value=${String(Math.round(choices.speaker.volume * 100))}
          @input=${(e: Event) => choices.chooseVolume(Number((e.target as HTMLInputElement).value) / 100)}></label>
    </div>`;
}

function select(devices: readonly { deviceId: string; label: string }[], chosen: string | undefined, choose: (device: string) => void): TemplateResult {
  return html`
    <select @change=${(e: Event) => choose((e.target as HTMLSelectElement).value)}>
      ${devices.map(({ deviceId, label }) => html`<option value=${deviceId} ?selected=${deviceId === chosen}>${label}</option>`)}
    </select>`;
}
