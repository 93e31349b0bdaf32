import { CallsApi } from './callsApi';
import { ConsolePage } from './consolePage';
import { ServerKey } from './serverKey';

const language = new URLSearchParams(location.search).get('lang') ?? navigator.language;
const key = new ServerKey();
const page = new ConsolePage(document.body, language, key, new CallsApi(new URL('v1/realtime/calls', document.baseURI).href, key));
page.open();
