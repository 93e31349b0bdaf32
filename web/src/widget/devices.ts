/** What can be spoken into or heard by. */
export interface Devices {
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** The devices that the browser tells of: by name only while the person lets the page use the microphone. */
export async function listDevices(): Promise<Devices> {
  const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
  const named = all.filter((device) => device.deviceId !== '' && device.label !== '');
  return {
    microphones: named.filter((device) => device.kind === 'audioinput'),
    speakers: named.filter((device) => device.kind === 'audiooutput'),
  };
}
