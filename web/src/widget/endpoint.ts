/** Where the calls of a server are, below its address. */
const callsPath = 'v1/realtime/calls';

/** Beside the script is the server, unless the page says otherwise; `npm run dev` serves the script from a folder. */
const here = import.meta.env.DEV ? '/' : '.';

/**
 * The address that offers are posted to.
 * @param endpoint a server's address (`https://voice.example/`), or that of its calls; empty for the server that the script came from.
 * @param agent who is to answer, where a server has several: the `model` of the realtime protocol.
 */
export function callsAddress(endpoint: string, agent: string): string {
  const address = endpoint === ''
    ? new URL(callsPath, new URL(here, import.meta.url))
    : new URL(endpoint, document.baseURI);
  if (endpoint !== '' && !address.pathname.includes('/v1/')) {
    address.pathname = `${address.pathname.replace(/\/$/, '')}/${callsPath}`;
  }
  if (agent !== '') {
    address.searchParams.set('model', agent);
  }
  return address.href;
}
