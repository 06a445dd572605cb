import { Anchor, Group, List, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../../src-shared/contract/operations.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Ltr } from '../../components/ltr.tsx';
import { useNow } from '../../components/now.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { useHealth } from '../../data/operations.ts';
import { useFormat } from '../../i18n/format.ts';
import { isDesktop } from '../../transport/desktop.ts';
import { LicenceList } from './LicenceList.tsx';

const links = [
  { key: 'docs', href: './api/docs' },
  { key: 'openapi', href: './api/openapi.json' },
  { key: 'metrics', href: './metrics' },
] as const;

/** Which program this is, since when it runs, and what it is made of. */
export const AboutPage = () => {
  const { t } = useTranslation('about');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Stack gap="md">
        <Section title={t('program.title')}>
          <QueryGate query={useHealth()}>{(health) => <Program health={health} />}</QueryGate>
        </Section>
        {!isDesktop() && (
          <Section title={t('links.title')}>
            <List size="sm" spacing="xs">
              {links.map(({ key, href }) => (
                <List.Item key={key}>
                  <Anchor href={href} target="_blank" rel="noreferrer">
                    {t(`links.${key}`)}
                  </Anchor>{' '}
                  <Text span size="sm" c="dimmed">
                    {t(`links.${key}What`)}
                  </Text>
                </List.Item>
              ))}
            </List>
          </Section>
        )}
        <Section title={t('licences.title')} lead={t('licences.lead')}>
          <LicenceList />
        </Section>
      </Stack>
    </>
  );
};

const Program = ({ health }: { health: Health }) => {
  const { t } = useTranslation('about');
  const format = useFormat();
  const now = useNow();
  const { version, nodeId, startedAt, nodes } = health;
  const own = nodes.find(({ id }) => id === nodeId);
  return (
    <Stack gap="sm">
      <Table variant="vertical" layout="auto" verticalSpacing={6} withTableBorder={false}>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th w={160}>{t('program.version')}</Table.Th>
            <Table.Td>
              <Ltr>AlertFlow {version}</Ltr>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th>{t('program.node')}</Table.Th>
            <Table.Td>
              <Group gap={4} wrap="wrap">
                {own !== undefined && <Ltr>{own.host}</Ltr>}
                <Text span size="sm" c="dimmed">
                  <Ltr>{nodeId}</Ltr>
                </Text>
                <CopyButton value={nodeId} label={t('program.nodeId')} />
              </Group>
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th>{t('program.uptime')}</Table.Th>
            <Table.Td>
              {format.duration(Math.max(1000, now - startedAt))}{' '}
              <Text span size="sm" c="dimmed">
                {t('program.since', { time: format.dateTime(startedAt) })}
              </Text>
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {nodes.length > 1 && (
        <Table.ScrollContainer minWidth={460} type="native">
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('nodes.host')}</Table.Th>
                <Table.Th>{t('nodes.roles')}</Table.Th>
                <Table.Th>{t('program.version')}</Table.Th>
                <Table.Th>{t('nodes.seen')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {nodes.map((node) => (
                <Table.Tr key={node.id}>
                  <Table.Td>
                    <Ltr>{node.host}</Ltr>
                  </Table.Td>
                  <Table.Td>
                    <Ltr>{node.roles.join(', ')}</Ltr>
                  </Table.Td>
                  <Table.Td>
                    <Ltr>{node.version}</Ltr>
                  </Table.Td>
                  <Table.Td>
                    <RelativeTime at={node.seenAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
};
