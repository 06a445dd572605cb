import { Anchor, Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import type { Incident } from '../../../src-shared/contract/incidents.ts';
import { SeverityBadge, StateBadge } from '../../components/badges.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { Section } from '../../components/Section.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useIncident } from '../../data/incidents.ts';
import { useFormat } from '../../i18n/format.ts';
import { Facts } from '../alerts/detail/Facts.tsx';
import { IncidentMarks, IncidentStatusBadge } from './IncidentBadges.tsx';
import { IncidentSpan } from './IncidentList.tsx';
import { IncidentTimeline } from './IncidentTimeline.tsx';
import classes from './incidents.module.css';
import { LinkedAlerts } from './LinkedAlerts.tsx';
import { ResolveDialog } from './ResolveDialog.tsx';
import { type IncidentActions, useIncidentActions } from './use-incident-actions.ts';

/** One incident: how it stands, what happened, what was sent, and what a person can say about it. */
export const IncidentDetail = ({ id }: { id: string }) => {
  const { t } = useTranslation('incidents');
  const { search } = useLocation();
  const query = useIncident(id);
  return (
    <>
      <Anchor component={Link} to={`/incidents${search}`} size="sm" className={classes.back}>
        <IconArrowLeft size={16} className="flip-in-rtl" /> {t('all_incidents')}
      </Anchor>
      <QueryGate query={query}>{(incident) => <Detail incident={incident} />}</QueryGate>
    </>
  );
};

const Detail = ({ incident }: { incident: Incident }) => {
  const { t } = useTranslation(['incidents', 'words']);
  const actions = useIncidentActions();
  const navigate = useNavigate();
  const { search } = useLocation();
  const [isResolving, setIsResolving] = useState(false);
  const isOver = incident.status === 'resolved';
  const toggle = (): void =>
    incident.acknowledged === null ? actions.acknowledge(incident) : actions.unacknowledge(incident);
  useShortcut({ keys: 'a', label: t('keys.acknowledge'), group: 'page', run: toggle }, !isOver);
  useShortcut(
    { keys: 'r', label: t('keys.resolve'), group: 'page', run: () => setIsResolving(true) },
    !isOver,
  );
  useShortcut({
    keys: 'Escape',
    label: t('all_incidents'),
    group: 'page',
    run: () => void navigate(`/incidents${search}`),
  });
  return (
    <>
      <PageHeader
        title={incident.summary || incident.condition}
        actions={
          isOver ? (
            incident.resolved !== null && (
              <Button
                variant="default"
                leftSection={<IconArrowBackUp size={16} className="flip-in-rtl" />}
                onClick={() => actions.reopen(incident)}
                disabled={actions.isBusy}
              >
                {t('actions.reopen')}
              </Button>
            )
          ) : (
            <>
              <Button
                variant={incident.acknowledged === null ? 'filled' : 'default'}
                leftSection={<IconCheck size={16} />}
                onClick={toggle}
                disabled={actions.isBusy}
              >
                {incident.acknowledged === null ? t('actions.acknowledge') : t('actions.unacknowledge')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconCircleCheck size={16} />}
                onClick={() => setIsResolving(true)}
                disabled={actions.isBusy}
              >
                {t('actions.resolve')}
              </Button>
            </>
          )
        }
      />
      <Stack gap="md">
        <Group gap={6}>
          <SeverityBadge severity={incident.severity} />
          <IncidentStatusBadge status={incident.status} />
          <IncidentMarks incident={incident} />
          <Text size="sm" c="dimmed">
            {t('since')} <RelativeTime at={incident.openedAt} />
          </Text>
        </Group>
        <Said incident={incident} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <Stack gap="md">
            <Section title={t('facts')}>
              <Facts facts={useFacts(incident)} />
            </Section>
            {incident.members.length > 0 && <Members incident={incident} />}
            <LinkedAlerts incident={incident} />
          </Stack>
          <Section title={t('timeline.title')}>
            <Stack gap="md">
              <NoteForm incident={incident} actions={actions} />
              <IncidentTimeline incident={incident} />
            </Stack>
          </Section>
        </SimpleGrid>
      </Stack>
      <ResolveDialog
        incident={isResolving ? incident : null}
        actions={actions}
        onClose={() => setIsResolving(false)}
      />
    </>
  );
};

const Said = ({ incident: { acknowledged, resolved } }: { incident: Incident }): ReactNode => {
  const { t } = useTranslation('incidents');
  return [
    { mark: acknowledged, words: t('said.acknowledged') },
    { mark: resolved, words: t('said.resolved') },
  ].map(({ mark, words }) =>
    mark === null ? null : (
      <Text size="sm" key={words}>
        {words} <Bdi>{mark.by}</Bdi> · <RelativeTime at={mark.at} />
        {mark.note !== '' && (
          <>
            {' '}
            · <Bdi>{mark.note}</Bdi>
          </>
        )}
      </Text>
    ),
  );
};

const useFacts = (incident: Incident) => {
  const { t } = useTranslation(['incidents', 'words']);
  const format = useFormat();
  const ltr = (text: string) => (text === '' ? null : <Ltr>{text}</Ltr>);
  return [
    { label: t('columns.host'), value: ltr(incident.host) },
    { label: t('columns.resource'), value: incident.resource === '' ? null : <Bdi>{incident.resource}</Bdi> },
    {
      label: t('columns.condition'),
      value: incident.condition === '' ? null : <Bdi>{incident.condition}</Bdi>,
    },
    { label: t('columns.source'), value: ltr(incident.source) },
    { label: t('columns.span'), value: <IncidentSpan incident={incident} /> },
    { label: t('columns.count'), value: format.number(incident.count) },
    {
      label: t('repeats'),
      value: incident.repeats === 0 ? null : format.number(incident.repeats),
    },
    {
      label: t('highest'),
      value:
        incident.highestSeverity === incident.severity ? null : (
          <SeverityBadge severity={incident.highestSeverity} />
        ),
    },
    { label: t('fingerprint'), value: ltr(incident.fingerprint) },
  ];
};

const Members = ({ incident: { members } }: { incident: Incident }) => {
  const { t } = useTranslation('incidents');
  return (
    <Section title={t('members.title')} lead={t('members.lead')}>
      <ul className={classes.members}>
        {members.map((member, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: members have no identity of their own where it is empty
          <li key={`${member.fingerprint}-${index}`}>
            <SeverityBadge severity={member.severity} />
            <StateBadge state={member.state} />
            <span className={classes.memberWords}>
              <Ltr>{[member.host, member.resource].filter(Boolean).join(' · ')}</Ltr>
              <Text size="sm" c="dimmed">
                <Bdi>{member.summary}</Bdi>
              </Text>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
};

const NoteForm = ({ incident, actions }: { incident: Incident; actions: IncidentActions }) => {
  const { t } = useTranslation('incidents');
  const [words, setWords] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== '') actions.note(incident.id, words.trim(), () => setWords(''));
      }}
    >
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Textarea
          label={t('note.label')}
          description={t('note.help')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={6}
          dir="auto"
          className={classes.note}
        />
        <Button type="submit" variant="default" disabled={words.trim() === ''} loading={actions.isBusy}>
          {t('note.add')}
        </Button>
      </Group>
    </form>
  );
};
