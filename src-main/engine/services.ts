/** What the API's handlers work with: the running engine's parts, made in `engine.ts`. */
import type { Health, Queues } from '../../src-shared/contract/operations.ts';
import type { ChannelKind } from '../../src-shared/vocabulary.ts';
import type { Analyser } from './analyse/provider-chain.ts';
import type { Egress } from './egress.ts';
import type { Parser } from './ingest/parse.ts';
import type { SmtpListener } from './ingest/smtp-listener.ts';
import type { Spool } from './ingest/spool.ts';
import type { LedgerKeeper } from './ledger/ledger.ts';
import type { Channel } from './notify/channel.ts';
import type { DeadLetters } from './notify/dead-letters.ts';
import type { DeliveryQueues } from './notify/delivery-queues.ts';
import type { OpenDeliveries } from './notify/open-deliveries.ts';
import type { Teller } from './notify/tell.ts';
import type { Pipeline } from './pipeline.ts';
import type { Ports } from './ports.ts';
import type { Router } from './route/route.ts';
import type { AlertRecords } from './store/alert-records.ts';
import type { AlertSearch } from './store/alert-search.ts';
import type { ConfigStore } from './store/config-store.ts';
import type { Counters } from './store/counters.ts';
import type { EventStream } from './store/events.ts';
import type { Incidents } from './store/incidents.ts';
import type { MuteCounts } from './store/mute-counts.ts';
import type { Outcomes } from './store/outcomes.ts';
import type { ProviderRecords } from './store/provider-records.ts';
import type { ProviderUsageStore } from './store/provider-usage.ts';
import type { RedisCommands } from './store/redis-commands.ts';
import type { SentTexts } from './store/sent-texts.ts';

export interface Services {
  nodeId: string;
  version: string;
  /** Epoch ms. */
  startedAt: number;
  ports: Ports;
  redis: RedisCommands;
  config: ConfigStore;
  records: AlertRecords;
  incidents: Incidents;
  search: AlertSearch;
  events: EventStream;
  counters: Counters;
  muteCounts: MuteCounts;
  outcomes: Outcomes;
  providers: ProviderRecords;
  providerUsage: ProviderUsageStore;
  sentTexts: SentTexts;
  analyser: Analyser;
  router: () => Router;
  channels: { [K in ChannelKind]: Channel<K> };
  egress: Egress;
  parser: Parser;
  pipeline: Pipeline;
  teller: Teller;
  deliveryQueues: DeliveryQueues;
  deadLetters: DeadLetters;
  openDeliveries: OpenDeliveries;
  ledger: LedgerKeeper;
  /** Null on nodes that take no mail. */
  spool: Spool | null;
  smtp: SmtpListener | null;
  health(): Promise<Health>;
  queues(): Promise<Queues>;
}
