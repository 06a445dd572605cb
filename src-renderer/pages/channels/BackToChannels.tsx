import { Anchor } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './channels.module.css';

export const BackToChannels = () => {
  const { t } = useTranslation('channels');
  return (
    <Anchor component={Link} to="/channels" size="sm" className={classes.back}>
      <IconArrowLeft size={16} className="flip-in-rtl" aria-hidden="true" />
      {t('back')}
    </Anchor>
  );
};
