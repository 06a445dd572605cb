/**
 * Whoever knows the path of a webhook or of a dead man switch may use it: Slack, Teams and Healthchecks put the secret
 * there. Those who may not change them see where they lead, and no more.
 */
import type { DestinationView } from '../../../src-shared/contract/destinations.ts';
import type { Settings } from '../../../src-shared/contract/settings.ts';
import type { Caller } from './context.ts';

const hidden = '…';

const originOnly = (url: string): string => (URL.canParse(url) ? `${new URL(url).origin}/${hidden}` : url);

const seesAll = ({ role }: Caller): boolean => role === 'admin';

export const destinationFor = (caller: Caller, view: DestinationView): DestinationView =>
  seesAll(caller) || typeof view.address.url !== 'string'
    ? view
    : { ...view, address: { ...view.address, url: originOnly(view.address.url) } };

export const settingsFor = (caller: Caller, settings: Settings): Settings =>
  seesAll(caller) ? settings : { ...settings, heartbeatUrl: originOnly(settings.heartbeatUrl) };
