import { useParams } from 'react-router';
import { NewProvider } from './NewProvider.tsx';
import { ProviderDetail } from './ProviderDetail.tsx';
import { ProviderList } from './ProviderList.tsx';

/** `/providers`, `/providers/new` and `/providers/<id>`. */
export const ProvidersPage = () => {
  const id = useParams()['*'] ?? '';
  if (id === '') return <ProviderList />;
  return id === 'new' ? <NewProvider /> : <ProviderDetail key={id} id={id} />;
};
