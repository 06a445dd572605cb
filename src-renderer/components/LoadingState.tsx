import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface LoadingStateProps {
  rows?: number;
  rowHeight?: number;
}

/** The shape of a list that is about to come. */
export const LoadingState = ({ rows = 6, rowHeight = 36 }: LoadingStateProps) => {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={rowHeight} />
      ))}
    </Stack>
  );
};

/** The shape of a page that is about to come. */
export const PageSkeleton = () => (
  <Stack gap="md">
    <Skeleton height={28} width={220} />
    <LoadingState rows={4} rowHeight={96} />
  </Stack>
);
