// The caller of bargein.js, who calls with the widget as it is built: its connection, its reports, its loudspeaker. The page
// around it gives the microphone, and listens in.
'use strict';

/** What decoded sound takes through the input of an audio context, in seconds; the volume acts in front of it. */
const inputDelay = 0.01;

class WidgetCaller extends CuttingCaller {
  #element;

  async call(setup) {
    this.begin(setup);
    navigator.mediaDevices.getUserMedia = async () => this.microphone.clone();
    this.#listenIn();
    this.#followVolume();
    await customElements.whenDefined('rtc-voice');
    const element = this.#element = document.createElement('rtc-voice');
    element.inline = true;
    element.endpoint = setup.endpoint;
    element.token = setup.key ?? '';
    document.body.append(element);
    element.call();
    await this.connected();
    this.location = element.callUrl;
    this.watch();
    return this.times;
  }

  report() {
    // The widget does.
  }

  async finish() {
    const record = await super.finish();
    this.#element.hangUp();
    return record;
  }

  /** Takes part in every connection that the widget makes, and in what it tells of its loudspeaker. */
  #listenIn() {
    const caller = this;
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...settings) {
        super(...settings);
        caller.follow(this);
      }

      createDataChannel(label, ...settings) {
        const channel = super.createDataChannel(label, ...settings);
        caller.listen(channel);
        if (label === 'rtcvoice-playout') {
          const send = channel.send.bind(channel);
          channel.send = (message) => {
            const report = JSON.parse(message);
            caller.outputDelay = report.type === 'played' ? report.out : caller.outputDelay;
            send(message);
          };
        }
        return channel;
      }

      setRemoteDescription({ type, sdp }) {
        return super.setRemoteDescription({ type, sdp: caller.redirect(sdp) });
      }
    };
  }

  /**
   * What is recorded of a stream is what comes in: Chromium turns it down where it mixes. So the recording is turned down
   * by what the widget sets, at the sample that was decoded when it set it.
   */
  #followVolume() {
    const caller = this;
    for (const name of ['volume', 'muted']) {
      const property = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, name);
      Object.defineProperty(HTMLMediaElement.prototype, name, {
        ...property,
        set(value) {
          property.set.call(this, value);
          if (caller.recorder.volume) {
            const { context, volume } = caller.recorder;
            volume.gain.setValueAtTime(this.muted ? 0 : this.volume, context.currentTime + inputDelay);
          }
        },
      });
    }
  }
}

globalThis.caller = new WidgetCaller();
