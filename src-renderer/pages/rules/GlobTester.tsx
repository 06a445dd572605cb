import { Group, Paper, ScrollArea, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { Ltr } from '../../components/ltr.tsx';
import { compileAddressGlob } from '../../data/address-glob.ts';
import { useAlertSample } from '../../data/alert-sample.ts';
import { useFormat } from '../../i18n/format.ts';
import { countAddresses, createTaker } from './rule-insight.ts';
import classes from './rules.module.css';

interface GlobTesterProps {
  field: 'from' | 'to';
  glob: string;
  /** Asked before this one: what they take never comes here. */
  earlier: readonly Rule[];
}

const shownAddresses = 60;

interface Tried {
  address: string;
  count: number;
  /** The earlier rule that is in the way of every alert of this address. */
  taker: Rule | null;
}

/** Senders or recipients of the newest alerts: which the glob matches, which it does not, which never get here. */
export const GlobTester = ({ field, glob: typed, earlier }: GlobTesterProps) => {
  const { t } = useTranslation('rules');
  const sample = useAlertSample();
  const glob = useDeferredValue(typed);
  const addresses = useMemo(() => {
    const items = sample.data?.items ?? [];
    const takerOf = createTaker(earlier);
    const takers = new Map<string, Rule | null>();
    for (const item of items) {
      const taker = takerOf(item);
      for (const address of field === 'from' ? [item.from] : item.to) {
        takers.set(address, takers.get(address) === null ? null : taker);
      }
    }
    return countAddresses(items, field).map((one) => ({ ...one, taker: takers.get(one.address) ?? null }));
  }, [sample.data, field, earlier]);
  if (sample.isPending) return <Skeleton height={120} />;
  if (addresses.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('tester.noAlerts')}
      </Text>
    );
  }
  const matches = compileAddressGlob(glob);
  const hit = matches === null ? [] : addresses.filter(({ address }) => matches(address));
  const missed = addresses.filter((one) => !hit.includes(one));
  return (
    <section aria-label={t('tester.title')}>
      <Text size="sm" fw={500}>
        {t('tester.title')}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t(`tester.lead.${field}`, { count: sample.data?.items.length ?? 0 })}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <AddressList title={t('tester.matching', { count: hit.length })} addresses={hit} isHit />
        <AddressList title={t('tester.notMatching', { count: missed.length })} addresses={missed} />
      </SimpleGrid>
    </section>
  );
};

interface AddressListProps {
  title: string;
  addresses: readonly Tried[];
  isHit?: boolean;
}

const AddressList = ({ title, addresses, isHit = false }: AddressListProps) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  return (
    <Paper p="xs" className={classes.addresses} data-is-hit={isHit || undefined}>
      <Text size="xs" fw={600} mb={4} aria-live="polite">
        {title}
      </Text>
      <ScrollArea.Autosize
        mah={180}
        type="auto"
        offsetScrollbars="present"
        viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': title }}
      >
        <ul className={classes.addressList}>
          {addresses.slice(0, shownAddresses).map(({ address, count, taker }) => (
            <li key={address}>
              <Group gap={6} justify="space-between" wrap="nowrap">
                <Ltr className={classes.address}>{address === '' ? '<>' : address}</Ltr>
                <Text size="xs" c="dimmed" className="tabular">
                  {format.number(count)}
                </Text>
              </Group>
              {isHit && taker !== null && (
                <Text size="xs" c="dimmed">
                  {t('tester.takenEarlier', { place: format.number(taker.position + 1), name: taker.name })}
                </Text>
              )}
            </li>
          ))}
        </ul>
        {addresses.length > shownAddresses && (
          <Text size="xs" c="dimmed">
            {t('tester.more', { count: addresses.length - shownAddresses })}
          </Text>
        )}
      </ScrollArea.Autosize>
    </Paper>
  );
};
