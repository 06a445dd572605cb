import { Alert, Code, Group, Select, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../../src-shared/contract/operations.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Ltr, LtrCode } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { addressToGive } from '../../data/first-run.ts';
import { useHealth } from '../../data/operations.ts';
import { Next } from './Next.tsx';
import { isLocalOnly, toolBrands, toolLines, toolNames } from './tool-lines.ts';
import type { StepProps } from './Welcome.page.tsx';
import classes from './welcome.module.css';

/** The address to give to the tools, and what to enter in each. */
export const MailStep = ({ onNext }: StepProps) => {
  const { t } = useTranslation('welcome');
  return (
    <Section title={t('mail.title')} lead={t('mail.lead')}>
      <QueryGate query={useHealth()}>
        {({ smtp, nodes }) => (smtp.port === null ? <Elsewhere nodes={nodes} /> : <Address smtp={smtp} />)}
      </QueryGate>
      <Next onNext={onNext} />
    </Section>
  );
};

const openToAll = '--smtp-host 0.0.0.0';

const Address = ({ smtp }: { smtp: Health['smtp'] }) => {
  const { t } = useTranslation('welcome');
  const [chosen, setChosen] = useState<string>();
  const host = chosen ?? addressToGive(smtp) ?? '127.0.0.1';
  const server = { host, port: smtp.port ?? 25 };
  return (
    <Stack gap="md">
      <Group gap="lg" align="flex-end">
        <div>
          <Text size="xs" c="dimmed">
            {t('mail.server')}
          </Text>
          <Group gap={4} wrap="nowrap">
            <Ltr className={classes.address}>{host}</Ltr>
            <CopyButton value={host} label={t('mail.server')} />
          </Group>
        </div>
        <div>
          <Text size="xs" c="dimmed">
            {t('mail.port')}
          </Text>
          <Group gap={4} wrap="nowrap">
            <Ltr className={classes.address}>{server.port}</Ltr>
            <CopyButton value={String(server.port)} label={t('mail.port')} />
          </Group>
        </div>
        {smtp.addresses.length > 1 && (
          <Select
            label={t('mail.choose')}
            data={smtp.addresses}
            value={host}
            onChange={(next) => setChosen(next ?? undefined)}
            allowDeselect={false}
            dir="ltr"
            w={240}
          />
        )}
      </Group>
      {isLocalOnly(smtp.addresses) && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t('mail.localOnly')}>
          <Text size="sm">
            {t('mail.localOnlyHow')} <LtrCode>{openToAll}</LtrCode>
          </Text>
        </Alert>
      )}
      <Tabs defaultValue={toolNames[0]} keepMounted={false}>
        <Tabs.List aria-label={t('mail.tools')} className={classes.tools}>
          {toolNames.map((tool) => (
            <Tabs.Tab key={tool} value={tool}>
              <Ltr>{toolBrands[tool]}</Ltr>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {toolNames.map((tool) => {
          const lines = toolLines(tool, server);
          return (
            <Tabs.Panel key={tool} value={tool} pt="sm">
              <Text size="sm" mb={6}>
                {t(`mail.where.${tool}`)}
              </Text>
              <div className={classes.lines}>
                <Code block dir="ltr" tabIndex={0}>
                  {lines}
                </Code>
                <CopyButton value={lines} label={toolBrands[tool]} />
              </div>
            </Tabs.Panel>
          );
        })}
      </Tabs>
      <Text size="sm" c="dimmed">
        {t('mail.anyAddress')}
      </Text>
    </Stack>
  );
};

const Elsewhere = ({ nodes }: { nodes: Health['nodes'] }) => {
  const { t } = useTranslation('welcome');
  const hosts = nodes.filter(({ roles }) => roles.includes('ingest')).map(({ host }) => host);
  return (
    <Alert color="blue" icon={<IconInfoCircle size={18} />} title={t('mail.elsewhere')}>
      <Ltr>{hosts.join(', ')}</Ltr>
    </Alert>
  );
};
