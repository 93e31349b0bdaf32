/** Lets an audio context go on that the system has interrupted: iOS does at a telephone call, and leaves it at that. */
export function keepRunning(context: AudioContext): AudioContext {
  context.addEventListener('statechange', () => {
    if (context.state !== 'running' && context.state !== 'closed') {
      // While the interruption lasts it may not, and says so; its end is another change of state.
      void context.resume().catch(() => {});
    }
  });
  return context;
}
