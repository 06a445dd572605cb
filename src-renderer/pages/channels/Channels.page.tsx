import { useParams } from 'react-router';
import { channelKindSchema } from '../../../src-shared/vocabulary.ts';
import { ChannelDetail } from './ChannelDetail.tsx';
import { ChannelList } from './ChannelList.tsx';
import { KindGallery } from './KindGallery.tsx';
import { NewChannel } from './NewChannel.tsx';

/** `/channels`, `/channels/new`, `/channels/new/<kind>` and `/channels/<id>`. */
export const ChannelsPage = () => {
  const [first = '', second = ''] = (useParams()['*'] ?? '').split('/');
  if (first === '') return <ChannelList />;
  if (first !== 'new') return <ChannelDetail key={first} id={first} />;
  const kind = channelKindSchema.safeParse(second);
  return kind.success ? <NewChannel key={kind.data} kind={kind.data} /> : <KindGallery />;
};
