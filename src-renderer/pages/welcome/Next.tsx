import { Button, Group } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface NextProps {
  onNext: () => void;
  /** Nothing was done here: it is passed over. */
  isSkip?: boolean;
}

export const Next = ({ onNext, isSkip = false }: NextProps) => {
  const { t } = useTranslation('welcome');
  return (
    <Group justify="flex-end" mt="md">
      <Button
        variant={isSkip ? 'subtle' : 'filled'}
        onClick={onNext}
        rightSection={<IconArrowRight size={16} className="flip-in-rtl" />}
      >
        {isSkip ? t('skip') : t('next')}
      </Button>
    </Group>
  );
};
