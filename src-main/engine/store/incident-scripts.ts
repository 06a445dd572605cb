/**
 * The changes of incidents that must be whole or not at all, as Lua. A change is decided outside and made only where what it
 * was decided upon still stands; an alert changes its incidents once, however often its job runs.
 *
 * Every key shares the hash tag of KEYS[1]; ARGV[1] is the key prefix.
 */

const common = `
local p = ARGV[1]
local function k(...) return p .. ':' .. table.concat({...}, ':') end
local function event(id, change, status)
  redis.call('XADD', k('events'), 'MAXLEN', '~', '5000', '*', 'type', 'incident', 'alert', '',
    'detail', cjson.encode({incidentId = id, change = change, status = status}))
end
local function remember(id, text)
  local list = k('incident-timeline', id)
  local new = cjson.decode(text)
  if new.kind == 'repeated' then
    local last = redis.call('LINDEX', list, -1)
    if last and cjson.decode(last).kind == 'repeated' then
      redis.call('LSET', list, -1, text)
      return
    end
  end
  redis.call('RPUSH', list, text)
  redis.call('LTRIM', list, -200, -1)
end
`;

/**
 * What folding begins with. ARGV: prefix, alert id, digest, then fingerprints. Answers what was folded before for this
 * alert (or empty), who was seen with this digest (or empty), then for each fingerprint
 * the id of its incident, a blank and the JSON, or an empty string; last the same for the incident of the group that the
 * first fingerprint is a member of.
 */
export const foldReadScript = `${common}
local answer = {redis.call('HGET', k('alert', ARGV[2]), 'fold') or '', redis.call('GET', k('seen', ARGV[3])) or ''}
local function add(id)
  table.insert(answer, id and id .. ' ' .. (redis.call('HGET', k('incident', id), 'json') or '') or '')
end
for i = 4, #ARGV do add(redis.call('HGET', k('incident-of'), ARGV[i])) end
add(redis.call('HGET', k('incident-with'), ARGV[4] or ''))
return answer
`;

/**
 * ARGV: prefix, alert id (empty: no alert has a part in it), what is folded for it (JSON), digest, who was seen with it when
 * this was decided, who is seen now (empty: as before), time to live of that in ms, what those who know of the first
 * incident are owed for this (JSON; empty: nothing, or it is owed for the alert), then for each incident: fingerprint, the
 * id known for it before (empty: none; *: not looked at and left as it is), id, revision before (empty: new), revision, status, score of the list, score of the
 * reminder (empty: none), flapping (1), JSON, fingerprints of members
 * (with commas), number of timeline entries, entries...
 * Answers [1] done, [0] something changed meanwhile, [2, folded] folded before, [3] the alert is gone.
 */
export const foldApplyScript = `${common}
local alert, folded, digest, seenBefore, seen, ttl = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local owed, first = ARGV[8], 9
if alert ~= '' then
  local before = redis.call('HMGET', k('alert', alert), 'status', 'fold')
  if not before[1] then return {3} end
  if before[2] then return {2, before[2]} end
  if (redis.call('GET', k('seen', digest)) or '') ~= seenBefore then return {0} end
end
local function each(visit)
  local i = first
  while i <= #ARGV do
    local n = tonumber(ARGV[i + 11])
    if not visit(i, n) then return false end
    i = i + 12 + n
  end
  return true
end
local isAsKnown = each(function(i)
  local revision = redis.call('HGET', k('incident', ARGV[i + 2]), 'rev') or ''
  local known = redis.call('HGET', k('incident-of'), ARGV[i]) or ''
  return revision == ARGV[i + 3] and (ARGV[i + 1] == '*' or known == ARGV[i + 1])
end)
if not isAsKnown then return {0} end
each(function(i, n)
  local fingerprint, id, revision, status = ARGV[i], ARGV[i + 2], ARGV[i + 4], ARGV[i + 5]
  local score, remind, flapping, json = ARGV[i + 6], ARGV[i + 7], ARGV[i + 8], ARGV[i + 9]
  for member in string.gmatch(ARGV[i + 10], '[^,]+') do redis.call('HSET', k('incident-with'), member, id) end
  local key = k('incident', id)
  local old = redis.call('HGET', key, 'status')
  if old and old ~= status then redis.call('ZREM', k('incidents', old), id) end
  redis.call('HSET', key, 'json', json, 'rev', revision, 'status', status)
  if ARGV[i + 1] ~= '*' then redis.call('HSET', k('incident-of'), fingerprint, id) end
  redis.call('ZADD', k('incidents'), score, id)
  redis.call('ZADD', k('incidents', status), score, id)
  if remind == '' then redis.call('ZREM', k('incident-reminders'), id)
  else redis.call('ZADD', k('incident-reminders'), remind, id) end
  if flapping == '1' then redis.call('ZADD', k('incident-flapping'), score, id)
  else redis.call('ZREM', k('incident-flapping'), id) end
  local change = 'updated'
  for j = 1, n do
    remember(id, ARGV[i + 11 + j])
    change = cjson.decode(ARGV[i + 11 + j]).kind
  end
  event(id, change, status)
  if i == first and owed ~= '' then
    redis.call('HSET', k('incident-owed'), id .. '.' .. revision, redis.call('TIME')[1] .. ' ' .. owed)
  end
  return true
end)
if alert ~= '' then
  redis.call('HSET', k('alert', alert), 'fold', folded)
  if seen ~= '' then redis.call('SET', k('seen', digest), seen, 'PX', ttl) end
end
return {1}
`;

/**
 * ARGV: prefix, seconds. What is owed for changes of incidents since so long or longer, as pairs of field and JSON; whoever
 * is answered has so long to tell it before it is answered again.
 */
export const claimOwedScript = `${common}
local owed, now, due = k('incident-owed'), tonumber(redis.call('TIME')[1]), {}
local all = redis.call('HGETALL', owed)
for i = 1, #all, 2 do
  local since, what = string.match(all[i + 1], '^(%d+) (.*)$')
  if math.abs(now - tonumber(since)) >= tonumber(ARGV[2]) then
    redis.call('HSET', owed, all[i], now .. ' ' .. what)
    table.insert(due, all[i])
    table.insert(due, what)
  end
end
return due
`;

/**
 * Who tells of an incident where, and at which severity, first. ARGV: prefix, incident id, alert id, then fields to claim.
 * Answers all fields with the alerts that hold them, as pairs; empty where the incident is gone.
 */
export const claimTellingScript = `${common}
local id, alert = ARGV[2], ARGV[3]
if redis.call('EXISTS', k('incident', id)) == 0 then return {} end
local told = k('incident-told', id)
for i = 4, #ARGV do
  local holder = redis.call('HGET', told, ARGV[i])
  if not holder or holder == '' then redis.call('HSET', told, ARGV[i], alert) end
end
return redis.call('HGETALL', told)
`;

/** ARGV: prefix, incident id, field, holder, next holder. A claim changes hands; '' holds what is to be claimed anew. */
export const passTellingScript = `${common}
local told = k('incident-told', ARGV[2])
if redis.call('HGET', told, ARGV[3]) ~= ARGV[4] then return 0 end
redis.call('HSET', told, ARGV[3], ARGV[5])
return 1
`;

/** ARGV: prefix, incident id, entry. Adds to the timeline of an incident that is there. */
export const timelineScript = `${common}
if redis.call('EXISTS', k('incident', ARGV[2])) == 0 then return 0 end
remember(ARGV[2], ARGV[3])
event(ARGV[2], cjson.decode(ARGV[3]).kind, redis.call('HGET', k('incident', ARGV[2]), 'status'))
return 1
`;

/**
 * ARGV: prefix, then fingerprint, id, fingerprints of members (with commas) of each. Takes incidents that are over out of the history, with all that belongs to
 * them. Answers how many went.
 */
export const dropIncidentsScript = `${common}
local gone = 0
for i = 2, #ARGV, 3 do
  local fingerprint, id = ARGV[i], ARGV[i + 1]
  local status = redis.call('HGET', k('incident', id), 'status')
  if status ~= 'open' and status ~= 'acknowledged' then
    if redis.call('HGET', k('incident-of'), fingerprint) == id then redis.call('HDEL', k('incident-of'), fingerprint) end
    for member in string.gmatch(ARGV[i + 2], '[^,]+') do
      if redis.call('HGET', k('incident-with'), member) == id then redis.call('HDEL', k('incident-with'), member) end
    end
    for _, list in ipairs({'resolved', 'stale'}) do redis.call('ZREM', k('incidents', list), id) end
    for _, list in ipairs({'incidents', 'incident-reminders', 'incident-flapping'}) do redis.call('ZREM', k(list), id) end
    redis.call('DEL', k('incident', id), k('incident-timeline', id), k('incident-told', id), k('incident-messages', id))
    gone = gone + 1
  end
end
return gone
`;
