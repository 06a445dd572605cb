import { Box } from '@mantine/core';
import { useRouteError } from 'react-router';
import { ErrorState } from '../components/ErrorState.tsx';

/** A page that broke, or whose chunk a newer server no longer has: the rest of the console goes on. */
export const PageError = () => (
  <Box p="md">
    <ErrorState error={useRouteError()} onRetry={() => window.location.reload()} />
  </Box>
);
