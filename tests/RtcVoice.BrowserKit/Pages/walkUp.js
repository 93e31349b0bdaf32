// A room in which somebody says something once, soon after a microphone was opened for the first time: every microphone of
// the page hears the same room, whenever it is opened.
'use strict';

/** In seconds: by then whoever listens knows the room's noise. */
const approach = 2;

function walkUp(sound, rate) {
  const bytes = Uint8Array.from(atob(sound), (c) => c.charCodeAt(0));
  const pcm = new Int16Array(bytes.buffer);
  let context;
  let room;

  function enter() {
    context = new AudioContext();
    room = new GainNode(context);
    const noise = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
    noise.getChannelData(0).forEach((_, i, samples) => { samples[i] = (Math.random() - 0.5) * 2e-3; });
    const air = new AudioBufferSourceNode(context, { buffer: noise, loop: true });
    air.connect(room);
    air.start();
    const buffer = new AudioBuffer({ length: pcm.length, sampleRate: rate });
    buffer.copyToChannel(Float32Array.from(pcm, (sample) => sample / 32768), 0);
    const voice = new AudioBufferSourceNode(context, { buffer });
    voice.connect(room);
    voice.start(context.currentTime + approach);
  }

  navigator.mediaDevices.getUserMedia = async () => {
    if (!context) {
      enter();
    }
    const microphone = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    room.connect(microphone);
    return microphone.stream;
  };
}
