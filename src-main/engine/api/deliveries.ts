import { user } from './access.ts';

export const deliveries = {
  list: user.deliveries.list.handler(({ context, input }) => context.services.openDeliveries.list(input)),
  attempt: user.deliveries.attempt.handler(({ context, input }) =>
    context.services.openDeliveries.attempt(input.id),
  ),
};
