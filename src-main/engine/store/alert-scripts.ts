/**
 * The changes of an alert's record that must be whole or not at all, as Lua (Redis runs a script without interruption).
 * They alone move alerts in the ledger: each keeps the status field, the node's counters, the index by status and the
 * list of what the node's spool must note, all four in step.
 *
 * Every key they touch shares the hash tag of KEYS[1], so that they run on a Cluster too; ARGV[1] is the key prefix.
 */

const common = `
local p = ARGV[1]
local function k(...) return p .. ':' .. table.concat({...}, ':') end
local function put(id, new, why)
  local alert = k('alert', id)
  local at = redis.call('HMGET', alert, 'status', 'node', 'loc', 'at')
  local old = at[1]
  if not old then return false end
  if why ~= '' then redis.call('HSET', alert, 'sup', why) end
  if old == new then return new end
  redis.call('HSET', alert, 'status', new)
  redis.call('HINCRBY', k('ledger', at[2]), old, -1)
  redis.call('HINCRBY', k('ledger', at[2]), new, 1)
  redis.call('ZREM', k('alerts', 'status', old), id)
  redis.call('ZADD', k('alerts', 'status', new), at[4], id)
  redis.call('RPUSH', k('settled', at[2]), cjson.encode({'mark', id, at[3], new}))
  return new
end
local function worst(id, empty)
  if redis.call('HEXISTS', k('alert', id), 'told') == 0 then return 'waiting' end
  local seen = {}
  local states = redis.call('HVALS', k('alert-deliveries', id))
  for _, s in ipairs(states) do seen[s] = true end
  if seen.waiting or seen.sending or seen.retrying then return 'waiting' end
  if seen.dead then return 'dead' end
  if seen.delivered then return 'delivered' end
  if seen.discarded then return 'suppressed' end
  return empty
end
local function event(kind, id, detail)
  redis.call('XADD', k('events'), 'MAXLEN', '~', '5000', '*', 'type', kind, 'alert', id, 'detail', detail)
end
`;

/**
 * A message enters Redis. ARGV: prefix, id, at, node, location, envelope, item, status, copies, restored (1: history only,
 * already counted), keys of tellings already made (JSON or empty), whether more may have been made (1 or empty). Answers [1, status] for a new record, [0, status] where it was there.
 */
export const admitScript = `${common}
local id, at, node, loc, env, item, status, copies, restored = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local alert = k('alert', id)
local old = redis.call('HGET', alert, 'status')
if old then
  redis.call('HSET', alert, 'copies', copies)
  return {0, old}
end
redis.call('HSET', alert, 'status', status, 'node', node, 'loc', loc, 'at', at, 'env', env, 'item', item, 'copies', copies)
if ARGV[11] ~= '' then redis.call('HSET', alert, 'told-before', ARGV[11]) end
if ARGV[12] ~= '' then redis.call('HSET', alert, 'may-be-told', ARGV[12]) end
redis.call('ZADD', k('alerts'), at, id)
redis.call('ZADD', k('alerts', 'status', status), at, id)
if restored == '1' then
  -- Further tellings are numbered behind those that were made: remotes know them by their numbers.
  redis.call('HSET', alert, 'told', at, 'restoring', '1', 'rev', redis.call('TIME')[1])
  redis.call('HINCRBY', k('ledger-trimmed'), status, -1)
else
  redis.call('HINCRBY', k('ledger', node), status, 1)
end
event('alert', id, '{"change":"accepted"}')
return {1, status}
`;

/**
 * What was found out about an alert. ARGV: prefix, id, severity, state, number of trace entries, entries..., then field,
 * value pairs. Nothing is written for an alert that is no longer there. Answers 1 or 0.
 */
export const saveScript = `${common}
local id, severity, state, traces = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local alert = k('alert', id)
local at = redis.call('HGET', alert, 'at')
if not at then return 0 end
for i = 1, traces do redis.call('RPUSH', k('trace', id), ARGV[5 + i]) end
if traces > 0 then redis.call('LTRIM', k('trace', id), -300, -1) end
for i = 6 + traces, #ARGV, 2 do redis.call('HSET', alert, ARGV[i], ARGV[i + 1]) end
if severity ~= '' then
  local old = redis.call('HGET', alert, 'severity')
  if old ~= severity then
    if old then redis.call('ZREM', k('alerts', 'severity', old), id) end
    redis.call('HSET', alert, 'severity', severity)
    redis.call('ZADD', k('alerts', 'severity', severity), at, id)
  end
end
if state ~= '' then
  local old = redis.call('HGET', alert, 'state')
  if old ~= state then
    if old then redis.call('ZREM', k('alerts', 'state', old), id) end
    redis.call('HSET', alert, 'state', state)
    redis.call('ZADD', k('alerts', 'state', state), at, id)
  end
end
event('alert', id, '{"change":"updated"}')
return 1
`;

/** ARGV: prefix, id, status, reason. Puts an alert at a place in the ledger that no delivery decides (suppressed). */
export const accountScript = `${common}
local id, status, why = ARGV[2], ARGV[3], ARGV[4]
redis.call('HSETNX', k('alert', id), 'told', '0')
local new = put(id, status, why)
if new then event('alert', id, '{"change":"status"}') end
return new
`;

/**
 * Owes deliveries to destinations. ARGV: prefix, id, mode, now, status when nothing is owed at all, then id, state and JSON
 * of each delivery (one that was told before Redis lost its record of it is there as delivered). Mode first: only if nobody
 * was told yet; more: further ones. All or none (crash point 11).
 * Answers 1, or 0 where the alert was told already or is gone.
 */
export const oweScript = `${common}
local id, mode, now, empty = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local alert = k('alert', id)
if redis.call('EXISTS', alert) == 0 then return 0 end
if redis.call('HSETNX', alert, 'told', now) == 0 and mode == 'first' then return 0 end
for i = 6, #ARGV, 3 do
  if redis.call('HSETNX', k('alert-deliveries', id), ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('SET', k('delivery', ARGV[i]), ARGV[i + 2])
  end
end
put(id, worst(id, empty), '')
event('alert', id, '{"change":"told"}')
return 1
`;

/**
 * One delivery's new state. ARGV: prefix, alert id, delivery id, JSON, state, now, the key under which the spool notes a
 * telling (empty: none). Answers the alert's status, or false where the alert is gone.
 */
export const deliveryScript = `${common}
local id, delivery, json, state, now, noted = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
if redis.call('HEXISTS', k('alert-deliveries', id), delivery) == 0 then return false end
redis.call('SET', k('delivery', delivery), json)
redis.call('HSET', k('alert-deliveries', id), delivery, state)
if state == 'dead' then
  redis.call('ZADD', k('dead'), now, delivery)
else
  redis.call('ZREM', k('dead'), delivery)
end
if noted ~= '' then
  local at = redis.call('HMGET', k('alert', id), 'node', 'loc')
  if at[1] then redis.call('RPUSH', k('settled', at[1]), cjson.encode({'told', id, at[2], noted})) end
end
if state == 'delivered' then redis.call('HSETNX', k('alert', id), 'first-told', now) end
local why = ''
if state == 'discarded' then why = 'discarded' end
local new = worst(id, 'unrouted')
if new ~= 'suppressed' then why = '' end
local result = put(id, new, why)
event('delivery', id, cjson.encode({delivery = delivery, state = state, status = new}))
return result
`;

/**
 * What can be read again from the raw message goes from an alert that was told, and only the beginning of its excerpt
 * stays. ARGV: prefix, then id and excerpt (JSON) pairs. Answers how many became thin.
 */
export const thinScript = `${common}
local thinned = 0
for i = 2, #ARGV, 2 do
  local alert = k('alert', ARGV[i])
  if redis.call('HEXISTS', alert, 'told') == 1 and redis.call('HDEL', alert, 'mail', 'facts') > 0 then
    redis.call('HSET', alert, 'excerpt', ARGV[i + 1])
    thinned = thinned + 1
  end
end
return thinned
`;

/**
 * ARGV: prefix, then ids. Takes settled alerts out of the history; their counts stay. One event names all that went.
 * Answers how many.
 */
export const dropScript = `${common}
local gone = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local alert = k('alert', id)
  local at = redis.call('HMGET', alert, 'status', 'severity', 'state')
  local status = at[1]
  if not status then
    redis.call('ZREM', k('alerts'), id)
  elseif status == 'delivered' or status == 'suppressed' or status == 'unrouted' then
    for _, d in ipairs(redis.call('HKEYS', k('alert-deliveries', id))) do redis.call('DEL', k('delivery', d)) end
    redis.call('ZREM', k('alerts'), id)
    redis.call('ZREM', k('alerts', 'status', status), id)
    if at[2] then redis.call('ZREM', k('alerts', 'severity', at[2]), id) end
    if at[3] then redis.call('ZREM', k('alerts', 'state', at[3]), id) end
    redis.call('DEL', alert, k('trace', id), k('alert-deliveries', id), k('raw', id))
    redis.call('HINCRBY', k('ledger-trimmed'), status, 1)
    table.insert(gone, id)
  end
end
if #gone > 0 then event('gone', '', cjson.encode({ids = gone})) end
return #gone
`;
