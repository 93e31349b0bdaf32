// A stand-in for the server inside the page, to prove the instruments on: it answers the caller's offer and plays a
// voice, in the parts and at the times it is told.
'use strict';

class FarPeer {
  constructor(parts) {
    this.parts = parts;
  }

  async answer(offer) {
    const connection = this.connection = new RTCPeerConnection();
    const context = this.context = new AudioContext({ sampleRate: 48000 });
    const voice = await context.decodeAudioData(await (await fetch('voice.wav')).arrayBuffer());
    const output = context.createMediaStreamDestination();
    output.channelCount = 1;
    await connection.setRemoteDescription({ type: 'offer', sdp: offer });
    connection.addTrack(output.stream.getAudioTracks()[0], output.stream);
    await connection.setLocalDescription();
    await new Promise((resolve) => {
      connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
      if (connection.iceGatheringState === 'complete') {
        resolve();
      }
    });
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === 'connected') {
        for (const { at, from, length } of this.parts) {
          const source = new AudioBufferSourceNode(context, { buffer: voice });
          source.connect(output);
          source.start(context.currentTime + at, from, length);
        }
      }
    };
    return new Response(connection.localDescription.sdp, { status: 200 });
  }
}

globalThis.FarPeer = FarPeer;
