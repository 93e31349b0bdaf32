import { expect, vi } from 'vitest';

/** Stands in for a browser's RTCPeerConnection; the test says what becomes of it. */
export class FakeConnection {
  static last: FakeConnection;
  connectionState = 'new';
  localDescription: { sdp: string } | undefined;
  remoteDescription: { sdp: string } | undefined;
  onconnectionstatechange: () => void = () => {};
  playout = { readyState: 'connecting', send: vi.fn(), onopen: () => {}, onclose: () => {} };
  channel = { readyState: 'connecting', send: vi.fn(), onmessage: (_: { data: unknown }) => {}, onclose: () => {} };
  tracks: unknown[] = [];
  sender = { replaceTrack: vi.fn() };
  close = vi.fn();
  createOffer = vi.fn(async () => ({ type: 'offer', sdp: 'another offer' }));
  getReceivers = () => [];
  getStats = async () => new Map();

  constructor() {
    FakeConnection.last = this;
  }

  createDataChannel(label: string) {
    expect(label).toBeOneOf(['oai-events', 'rtcvoice-playout']);
    return label === 'oai-events' ? this.channel : this.playout;
  }

  addTransceiver(track: unknown) {
    this.tracks.push(track);
    return { sender: this.sender };
  }

  async setLocalDescription(description = { sdp: 'the offer' }) {
    this.localDescription = description;
  }

  async setRemoteDescription(description: { sdp: string }) {
    this.remoteDescription = description;
  }

  becomes(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange();
  }
}
