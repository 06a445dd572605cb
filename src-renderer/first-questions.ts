/** What the page that is opened first will ask for, asked while its code and its words still come. */
import { toastError } from './components/toasts.tsx';
import { askForAlerts } from './data/alerts.ts';
import { meOptions } from './data/auth.ts';
import { createQueryClient } from './data/query-client.ts';
import { readFilter, toApiFilter } from './pages/alerts/filters.ts';
import { mayBeSignedIn } from './transport/client.ts';

export const queryClient = createQueryClient({ onMutationError: toastError });

/** Nothing where nobody can be signed in: the login page comes first then, and asks itself. */
export const askFirstQuestions = (): void => {
  if (!mayBeSignedIn()) return;
  void queryClient.prefetchQuery(meOptions());
  const [path, params] = window.location.hash.slice(1).split('?');
  if (path === '/alerts') {
    askForAlerts(queryClient, toApiFilter(readFilter(new URLSearchParams(params)), Date.now()));
  }
};
