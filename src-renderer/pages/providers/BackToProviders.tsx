import { Anchor } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './providers.module.css';

export const BackToProviders = () => {
  const { t } = useTranslation('providers');
  return (
    <Anchor component={Link} to="/providers" size="sm" className={classes.back}>
      <IconArrowLeft size={16} className="flip-in-rtl" aria-hidden="true" />
      {t('back')}
    </Anchor>
  );
};
