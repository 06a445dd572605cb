import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LtrCode } from '../../components/ltr.tsx';
import classes from './channels.module.css';

/** Telegram shows chat ids nowhere: how to come by one. */
export const FindChatId = () => {
  const { t } = useTranslation('channels');
  return (
    <details className={classes.details}>
      <Text component="summary" size="sm">
        {t('chatId.title')}
      </Text>
      <List type="ordered" size="sm" mt="xs">
        <List.Item>{t('chatId.add')}</List.Item>
        <List.Item>{t('chatId.write')}</List.Item>
        <List.Item>
          {t('chatId.open')} <LtrCode>{'https://api.telegram.org/bot<token>/getUpdates'}</LtrCode>
        </List.Item>
        <List.Item>
          {t('chatId.read')} <LtrCode>{'"chat":{"id":-100…}'}</LtrCode>
        </List.Item>
        <List.Item>{t('chatId.topic')}</List.Item>
      </List>
    </details>
  );
};
