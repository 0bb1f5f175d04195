"""The Lua scripts of the response cache in Redis, each of them atomic.

Each tag has a version, a number that only grows. A response is valid as long as all of its tags have the versions that
it was stored with; a tag whose version was evicted makes it invalid.

`!` before a version: a transaction that changes rows of the tag is about to commit, so that no response with the tag
may be stored or served. Such a version expires, in case the process died.

`i` before a version: the initial one, set when a response with the tag was stored and nothing had invalidated the tag.
Responses whose execution began before it may be stored with it too.

Versions are readings of a logical clock. It starts when the store is found empty: at `born`, in microseconds since
1970. `SET` refuses a reading that was taken with another `born`.
"""

_CLOCK = """
if redis.call('EXISTS', ARGV[1] .. 'born') == 0 then
  local time = redis.call('TIME')
  redis.call('SET', ARGV[1] .. 'born', time[1] .. string.format('%06d', time[2]))
  redis.call('SET', ARGV[1] .. 'clock', 0)
end
"""

_VALID = """
local function valid()
  local entry = redis.call('HMGET', ARGV[1] .. 'response:' .. ARGV[2], 'tags', 'versions', 'response')
  if not entry[1] then return nil end
  local keys = {}
  for tag in string.gmatch(entry[1], '[^\\n]+') do keys[#keys + 1] = ARGV[1] .. 'tag:' .. tag end
  local versions = redis.call('MGET', unpack(keys))
  for i = 1, #keys do if not versions[i] then return nil end end
  if table.concat(versions, ' ') == entry[2] then return entry[3] end
end
"""

GET = f"""{_VALID}
local function missed()
  {_CLOCK}
  local locked = ARGV[3] == '0' or redis.call('SET', ARGV[1] .. 'lock:' .. ARGV[2], '1', 'NX', 'PX', ARGV[3])
  return {{redis.call('GET', ARGV[1] .. 'born'), redis.call('GET', ARGV[1] .. 'clock'), locked and 1 or 0}}
end
return valid() or missed()
"""

TOUCH = f"""{_VALID}
local response = valid()
if not response or string.sub(response, 1, #ARGV[3]) ~= ARGV[3] then return false end
local counts = {{}}
for i = 5, #ARGV, 2 do
  local count = redis.call('INCRBY', ARGV[i], 1)
  if count == 1 then redis.call('EXPIRE', ARGV[i], ARGV[4]) end
  counts[#counts + 1] = count
  if count > tonumber(ARGV[i + 1]) then break end
end
return counts
"""

SET = f"""{_CLOCK}
local since = tonumber(ARGV[4])
if redis.call('GET', ARGV[1] .. 'born') ~= ARGV[3] then
  redis.call('DEL', ARGV[1] .. 'lock:' .. ARGV[2])
  return 0
end
local keys = {{}}
for i = 7, #ARGV do keys[#keys + 1] = ARGV[1] .. 'tag:' .. ARGV[i] end
local versions = redis.call('MGET', unpack(keys))
for i = 1, #keys do
  if not versions[i] then
    versions[i] = 'i' .. redis.call('INCR', ARGV[1] .. 'clock')
    redis.call('SET', keys[i], versions[i])
  elseif string.sub(versions[i], 1, 1) ~= 'i' and (tonumber(versions[i]) or math.huge) > since then
    redis.call('DEL', ARGV[1] .. 'lock:' .. ARGV[2])
    return 0
  end
end
local key = ARGV[1] .. 'response:' .. ARGV[2]
local tags = table.concat(ARGV, '\\n', 7)
redis.call('HSET', key, 'tags', tags, 'versions', table.concat(versions, ' '), 'response', ARGV[6])
redis.call('PEXPIRE', key, ARGV[5])
redis.call('DEL', ARGV[1] .. 'lock:' .. ARGV[2])
return 1
"""

RELEASE_LOCK = "redis.call('DEL', ARGV[1] .. 'lock:' .. ARGV[2])"

BEGIN_INVALIDATION = f"""{_CLOCK}
local version = '!' .. redis.call('INCR', ARGV[1] .. 'clock')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 4, #ARGV do
  redis.call('SET', ARGV[1] .. 'tag:' .. ARGV[i], version, 'PX', ARGV[3])
  redis.call('ZADD', ARGV[1] .. 'invalidation:' .. ARGV[i], now + ARGV[3], ARGV[2])
  redis.call('PEXPIRE', ARGV[1] .. 'invalidation:' .. ARGV[i], ARGV[3])
end
"""

END_INVALIDATION = f"""{_CLOCK}
local version = redis.call('INCR', ARGV[1] .. 'clock')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 3, #ARGV do
  local holders = ARGV[1] .. 'invalidation:' .. ARGV[i]
  redis.call('ZREM', holders, ARGV[2])
  redis.call('ZREMRANGEBYSCORE', holders, '-inf', now)
  if redis.call('ZCARD', holders) == 0 then
    redis.call('SET', ARGV[1] .. 'tag:' .. ARGV[i], version)
  else
    redis.call('SET', ARGV[1] .. 'tag:' .. ARGV[i], '!' .. version, 'PX', redis.call('PTTL', holders))
  end
end
"""
