import { Button, Group, Menu, Text, Title } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import {
  IconArrowLeft,
  IconBellOff,
  IconBraces,
  IconCheck,
  IconChevronDown,
  IconChevronUp,
  IconCircleCheck,
  IconDots,
  IconLink,
  IconRefresh,
  IconRoute,
  IconSend,
  IconTerminal2,
  IconX,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { SeverityBadge, StateBadge, StatusBadge, SuppressedBy } from '../../../components/badges.tsx';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { ToneBadge } from '../../../components/Tone.tsx';
import { toastDone } from '../../../components/toasts.tsx';
import { useReanalyseAlert } from '../../../data/alerts.ts';
import { useIsAdmin } from '../../../data/auth.ts';
import { isDesktop } from '../../../transport/desktop.ts';
import classes from '../alerts.module.css';
import { IconButton } from '../IconButton.tsx';
import { senderGlob } from '../sender-glob.ts';
import type { AlertActions } from '../use-alert-actions.ts';
import type { DetailNavigation } from './AlertDetailPane.tsx';

export const DetailToolbar = ({
  onClose,
  onPrevious,
  onNext,
  isPage,
}: DetailNavigation & { isPage: boolean }) => {
  const { t } = useTranslation('alerts');
  return (
    <Group justify="space-between" wrap="nowrap" className={classes.toolbar}>
      {isPage ? (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconArrowLeft size={16} className="flip-in-rtl" />}
          onClick={onClose}
        >
          {t('detail.back')}
        </Button>
      ) : (
        <span />
      )}
      <Group gap={2} wrap="nowrap">
        <IconButton
          label={t('keys.previous')}
          onClick={onPrevious ?? (() => {})}
          disabled={onPrevious === null}
        >
          <IconChevronUp size={18} />
        </IconButton>
        <IconButton label={t('keys.next')} onClick={onNext ?? (() => {})} disabled={onNext === null}>
          <IconChevronDown size={18} />
        </IconButton>
        {!isPage && (
          <IconButton label={t('detail.close')} onClick={onClose}>
            <IconX size={18} />
          </IconButton>
        )}
      </Group>
    </Group>
  );
};

interface DetailHeaderProps {
  alert: AlertDetail;
  actions: AlertActions;
}

/** Where the alert is the page, its title is the page's h1. */
export const DetailHeader = ({ alert, actions, isPage }: DetailHeaderProps & { isPage: boolean }) => {
  const { t } = useTranslation('alerts');
  const title = alert.summary || alert.subject || t('list.noSubject');
  useEffect(() => {
    document.title = `${title} · AlertFlow`;
    return () => {
      document.title = `${t('title')} · AlertFlow`;
    };
  }, [title, t]);
  return (
    <header className={classes.header}>
      <Group gap={6} mb={6}>
        <SeverityBadge severity={alert.severity} />
        <StateBadge state={alert.state} />
        <StatusBadge status={alert.status} />
        <SuppressedBy alert={alert} />
        {alert.analysis.flags.includes('injection') && (
          <ToneBadge tone="medium">{t('analysis.injectionBadge')}</ToneBadge>
        )}
        <Text size="sm" c="dimmed">
          <RelativeTime at={alert.receivedAt} />
        </Text>
      </Group>
      <Title order={isPage ? 1 : 2} size="h2" className={classes.breaks}>
        <Bdi>{title}</Bdi>
      </Title>
      {alert.subject !== '' && alert.subject !== title && (
        <Text size="sm" className={classes.breaks}>
          <Bdi>{alert.subject}</Bdi>
        </Text>
      )}
      <Text size="sm" c="dimmed" className={classes.breaks}>
        <Ltr>{alert.from}</Ltr> <span aria-hidden="true" className={classes.arrow} />{' '}
        <Ltr>{alert.to.join(', ')}</Ltr>
      </Text>
      <Marks alert={alert} />
      <ActionButtons alert={alert} actions={actions} />
    </header>
  );
};

const Marks = ({ alert: { acknowledged, resolved } }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  const marks = [
    { mark: acknowledged, words: t('list.acknowledged', { by: acknowledged?.by ?? '' }) },
    { mark: resolved, words: t('list.resolved', { by: resolved?.by ?? '' }) },
  ];
  return marks.map(({ mark, words }) =>
    mark === null ? null : (
      <Text size="sm" key={words} mt={4}>
        {words} · <RelativeTime at={mark.at} />
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

const ActionButtons = ({ alert, actions }: DetailHeaderProps) => {
  const { t } = useTranslation('alerts');
  const { acknowledged, resolved } = alert;
  return (
    <Group gap="xs" mt="sm">
      <Button
        size="xs"
        variant={acknowledged === null && resolved === null ? 'filled' : 'default'}
        leftSection={<IconCheck size={15} />}
        disabled={actions.isBusy}
        onClick={() => void actions.run(acknowledged === null ? 'acknowledge' : 'unacknowledge', [alert])}
      >
        {acknowledged === null ? t('actions.acknowledge') : t('actions.unacknowledge')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCircleCheck size={15} />}
        disabled={actions.isBusy}
        onClick={() => void actions.run(resolved === null ? 'resolve' : 'unresolve', [alert])}
      >
        {resolved === null ? t('actions.resolve') : t('actions.unresolve')}
      </Button>
      <MoreActions alert={alert} actions={actions} />
    </Group>
  );
};

/** The desktop's window has no address that would work elsewhere; its links open the app. */
const linkTo = (id: string): string =>
  isDesktop() ? `alertflow://alert/${id}` : new URL(`#/alerts/${id}`, window.location.href).href;

const MoreActions = ({ alert, actions }: DetailHeaderProps) => {
  const { t } = useTranslation('alerts');
  const isAdmin = useIsAdmin();
  const clipboard = useClipboard();
  const reanalyse = useReanalyseAlert();
  const copy = (text: string, what: string): void => {
    clipboard.copy(text);
    toastDone(t('actions.copied', { what }));
  };
  const glob = encodeURIComponent(senderGlob(alert.from));
  const address = new URL(`api/alerts/${alert.id}`, new URL('./', window.location.href)).href;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDots size={15} />}
          loading={reanalyse.isPending}
        >
          {t('actions.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconSend size={16} className="flip-in-rtl" />}
          onClick={() => void actions.run('resend', [alert])}
        >
          {t('actions.resend')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconRefresh size={16} />}
          onClick={() =>
            reanalyse.mutate({ id: alert.id }, { onSuccess: () => toastDone(t('actions.reanalysed')) })
          }
        >
          {t('actions.reanalyse')}
        </Menu.Item>
        <Menu.Divider />
        {isAdmin && (
          <Menu.Item
            component={Link}
            to={`/rules/new?field=from&glob=${glob}`}
            leftSection={<IconRoute size={16} />}
          >
            {t('actions.makeRule')}
          </Menu.Item>
        )}
        <Menu.Item
          component={Link}
          to={`/mutes/new?glob=${glob}&scope=sender`}
          leftSection={<IconBellOff size={16} />}
        >
          {t('actions.makeMute')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconBraces size={16} />}
          onClick={() => copy(JSON.stringify(alert, null, 2), 'JSON')}
        >
          {t('actions.copyJson')}
        </Menu.Item>
        {!isDesktop() && (
          <Menu.Item
            leftSection={<IconTerminal2 size={16} />}
            onClick={() => copy(`curl -H "Authorization: Bearer $TOKEN" '${address}'`, 'curl')}
          >
            {t('actions.copyCurl')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconLink size={16} />}
          onClick={() => copy(linkTo(alert.id), t('actions.link'))}
        >
          {t('actions.copyLink')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
