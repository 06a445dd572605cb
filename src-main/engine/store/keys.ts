/**
 * Every Redis key, named once. All share one hash tag, so that on a Redis Cluster they live in one slot and scripts
 * and transactions work there too.
 */
export const keyPrefix = '{alertflow}';

const key = (...parts: string[]): string => [keyPrefix, ...parts].join(':');

export const keys = {
  /** Written once into an empty Redis. Missing or different: Redis lost its data, or it is another Redis. */
  epoch: key('epoch'),
  /** Hash: node id -> the epoch that it has brought itself in step with. */
  epochSeen: key('epoch-seen'),
  /** Set: nodes whose history is still to be restored into this Redis. */
  restoresOwed: key('restores-owed'),
  /** The configuration document (JSON) and its version (integer). */
  config: key('config'),
  configVersion: key('config-version'),
  configChanged: key('config-changed'),
  /** Hash: one alert's record. */
  alert: (id: string) => key('alert', id),
  /** List: its trace, oldest first. */
  trace: (id: string) => key('trace', id),
  /** Hash: delivery id -> state, for the alert's place in the ledger. */
  alertDeliveries: (id: string) => key('alert-deliveries', id),
  /** The raw bytes, parked until they are parsed. */
  raw: (id: string) => key('raw', id),
  /** Sorted sets of alert ids by time of receipt. */
  alerts: key('alerts'),
  alertsBy: (facet: 'status' | 'severity' | 'state', value: string) => key('alerts', facet, value),
  /** JSON of one delivery. */
  delivery: (id: string) => key('delivery', id),
  /** Sorted set of dead letters by time of death. */
  dead: key('dead'),
  /** Hash: status -> count of the alerts one node accepted. */
  ledger: (nodeId: string) => key('ledger', nodeId),
  /** Hash: status -> alerts that left the history by retention. */
  ledgerTrimmed: key('ledger-trimmed'),
  /** List: what a node still has to note in its spool, as JSON. */
  settled: (nodeId: string) => key('settled', nodeId),
  /** Hash: node id -> heartbeat JSON. */
  nodes: key('nodes'),
  /** Stream of what happened, for live views; bounded. */
  events: key('events'),
  /** Hash: one incident; JSON, revision, status. List: its timeline. Hash: who tells of it where, first. */
  incident: (id: string) => key('incident', id),
  incidentTimeline: (id: string) => key('incident-timeline', id),
  incidentTold: (id: string) => key('incident-told', id),
  /** Hash: incident id and revision -> since when it is owed, epoch s, and what (JSON). */
  incidentOwed: key('incident-owed'),
  /** Hash: fingerprint -> id of its newest incident. */
  incidentOf: key('incident-of'),
  /** Hash: fingerprint of a member -> id of the incident of its group. */
  incidentWith: key('incident-with'),
  /** Sorted sets of incident ids by the time of their newest alert. */
  incidents: key('incidents'),
  incidentsBy: (status: string) => key('incidents', status),
  /** Sorted sets: incidents somebody must be reminded of by the time it counts from; those that flap, by newest alert. */
  incidentReminders: key('incident-reminders'),
  incidentFlapping: key('incident-flapping'),
  /** Which alert said this last; expires. */
  seen: (digest: string) => key('seen', digest),
  /** Hash: mute id -> count and last time. */
  muteCounts: key('mute-counts'),
  /** Hash: provider id -> response mode found. */
  providerModes: key('provider-modes'),
  /** Hash: `<provider id>:<figure>` -> count, of one day (UTC). */
  providerUsage: (day: string) => key('provider-usage', day),
  /** What was sent to a provider for an alert; expires. */
  sentText: (alertId: string) => key('sent', alertId),
  /** An analysis by the key of its mail's template; expires. */
  template: (templateKey: string) => key('template', templateKey),
  /** Sorted set: keys of templates by last use. */
  templates: key('templates'),
  /** Hash: part -> JSON of last success and error. */
  outcomes: key('outcomes'),
  /** Hash: API token id -> epoch ms of its last use. */
  tokenUses: key('token-uses'),
  session: (hash: string) => key('session', hash),
  userSessions: (userId: string) => key('user-sessions', userId),
  /** Hash: destination id -> the message that tells of this incident there; `<destination id>.lead` -> who is to tell next. */
  incidentMessages: (topic: string) => key('incident-messages', topic),
  /** Sorted set: deliveries that wait behind the one that tells, by the revision they ask for. */
  incidentBehind: (topic: string, destinationId: string) => key('incident-behind', topic, destinationId),
  /** Sorted set of calls to a remote by time, and a hash with the last one. */
  pace: (name: string) => key('pace', name),
  paceState: (name: string) => key('pace-state', name),
  /** Sorted set: new messages wanted at a destination, by time. */
  storm: (destinationId: string) => key('storm', destinationId),
  /** String: the digest that collects for a destination now. */
  digestOpen: (destinationId: string) => key('digest-open', destinationId),
  /** Hash: how a digest stands. Hash: incident -> its line. Hash: incident -> page. Sorted set: deliveries that wait for it. */
  digest: (id: string) => key('digest', id),
  digestItems: (id: string) => key('digest-items', id),
  digestPages: (id: string) => key('digest-pages', id),
  digestWaiting: (id: string) => key('digest-waiting', id),
  /** Sorted set: digests with work left, by when it is due. */
  digestsDue: key('digests-due'),
  /** Counters that expire: login tries, SMS of a day. */
  counter: (name: string) => key('counter', name),
} as const;

/** BullMQ's own prefix and queue names. */
export const queuePrefix = `${keyPrefix}:queue`;
export const queueNames = {
  alerts: 'alerts',
  analyses: 'analyses',
  urgentAnalyses: 'analyses-urgent',
  deliveries: (channelId: string) => `deliveries-${channelId}`,
} as const;
