import { List, Text, Title } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { useFormat } from '../../../i18n/format.ts';
import classes from '../alerts.module.css';

/** Named, never opened here: they are in the downloaded message. */
export const AttachmentList = ({ attachments }: Pick<AlertDetail, 'attachments'>) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  if (attachments.length === 0) return null;
  return (
    <section>
      <Title order={3} mb={4}>
        {t('attachments.title', { count: attachments.length })}
      </Title>
      <List size="sm" spacing={2} icon={<IconPaperclip size={15} />} className={classes.breaks}>
        {attachments.map(({ name, contentType, sizeBytes }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may have the same name
          <List.Item key={index}>
            <Bdi>{name === '' ? t('attachments.unnamed') : name}</Bdi> · <Ltr>{contentType}</Ltr> ·{' '}
            {format.bytes(sizeBytes)}
          </List.Item>
        ))}
      </List>
      <Text size="xs" c="dimmed" mt={4}>
        {t('attachments.where')}
      </Text>
    </section>
  );
};
