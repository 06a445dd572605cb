import { Paper, Text, ThemeIcon } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { channelKinds } from '../../../src-shared/vocabulary.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { BackToChannels } from './BackToChannels.tsx';
import classes from './channels.module.css';
import { kindIcons } from './kind-icons.tsx';

/** Every kind there is, and what each is good for. */
export const KindGallery = () => {
  const { t } = useTranslation(['channels', 'words']);
  return (
    <>
      <BackToChannels />
      <PageHeader title={t('gallery.title')} lead={t('gallery.lead')} />
      <ul className={classes.cards}>
        {channelKinds.map((kind) => {
          const Icon = kindIcons[kind];
          return (
            <li key={kind}>
              <Paper component={Link} to={`/channels/new/${kind}`} className={classes.kind}>
                <ThemeIcon variant="light" size={40} radius="md" aria-hidden="true">
                  <Icon size={22} stroke={1.6} />
                </ThemeIcon>
                <div>
                  <Text fw={600} component="h2" size="md">
                    {t(`words:channelKind.${kind}`)}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {t(`kinds.${kind}.help`)}
                  </Text>
                </div>
              </Paper>
            </li>
          );
        })}
      </ul>
    </>
  );
};
