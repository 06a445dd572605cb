import { useParams } from 'react-router';
import { IncidentDetail } from './IncidentDetail.tsx';
import { IncidentList } from './IncidentList.tsx';

/** `/incidents` and `/incidents/<id>`. */
export const IncidentsPage = () => {
  const { id } = useParams();
  return id === undefined ? <IncidentList /> : <IncidentDetail key={id} id={id} />;
};
