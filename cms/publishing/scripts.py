"""What Redis does for kept answers, in one step each.

Each tag has a version, a number that only grows. `!` before it says that somebody is about to commit a change of what
the tag names, and that nothing which read it may be kept or given meanwhile; a version so marked vanishes after some
time, in case that somebody died. An answer is good as long as every tag has the version that it was kept under: a tag
without a version is not what it was. `i` before a version says that it is the first, given when somebody read what the
tag names and nobody had changed it: answers that were begun before that may be kept under it too.

The clock that versions are taken from belongs to one life of the store, which begins when the store is found empty: at
`born`, in microseconds since 1970. A reading of the clock from another life is refused.
"""

_CLOCK = """
if redis.call('EXISTS', ARGV[1] .. 'born') == 0 then
  local time = redis.call('TIME')
  redis.call('SET', ARGV[1] .. 'born', time[1] .. string.format('%06d', time[2]))
  redis.call('SET', ARGV[1] .. 'clock', 0)
end
"""

_GOOD = """
local function good()
  local entry = redis.call('HMGET', ARGV[1] .. 'answer:' .. ARGV[2], 'tags', 'versions', 'answer')
  if not entry[1] then return nil end
  local keys = {}
  for tag in string.gmatch(entry[1], '[^\\n]+') do keys[#keys + 1] = ARGV[1] .. 'tag:' .. tag end
  local versions = redis.call('MGET', unpack(keys))
  for i = 1, #keys do if not versions[i] then return nil end end
  if table.concat(versions, ' ') == entry[2] then return entry[3] end
end
"""

LOOKUP = f"""{_GOOD}
local function missed()
  {_CLOCK}
  local mine = ARGV[3] == '0' or redis.call('SET', ARGV[1] .. 'claim:' .. ARGV[2], '1', 'NX', 'PX', ARGV[3])
  return {{redis.call('GET', ARGV[1] .. 'born'), redis.call('GET', ARGV[1] .. 'clock'), mine and 1 or 0}}
end
return good() or missed()
"""

REPEAT = f"""{_GOOD}
local answer = good()
if not answer or string.sub(answer, 1, #ARGV[3]) ~= ARGV[3] then return -1 end
if ARGV[4] == '' then return 0 end
local count = redis.call('INCRBY', ARGV[4], 1)
if count == 1 then redis.call('EXPIRE', ARGV[4], ARGV[5]) end
return count
"""

KEEP = f"""{_CLOCK}
local since = tonumber(ARGV[4])
if redis.call('GET', ARGV[1] .. 'born') ~= ARGV[3] then
  redis.call('DEL', ARGV[1] .. 'claim:' .. ARGV[2])
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
    redis.call('DEL', ARGV[1] .. 'claim:' .. ARGV[2])
    return 0
  end
end
local key = ARGV[1] .. 'answer:' .. ARGV[2]
local tags = table.concat(ARGV, '\\n', 7)
redis.call('HSET', key, 'tags', tags, 'versions', table.concat(versions, ' '), 'answer', ARGV[6])
redis.call('PEXPIRE', key, ARGV[5])
redis.call('DEL', ARGV[1] .. 'claim:' .. ARGV[2])
return 1
"""

LEAVE = "redis.call('DEL', ARGV[1] .. 'claim:' .. ARGV[2])"

MARK = f"""{_CLOCK}
local version = '!' .. redis.call('INCR', ARGV[1] .. 'clock')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 4, #ARGV do
  redis.call('SET', ARGV[1] .. 'tag:' .. ARGV[i], version, 'PX', ARGV[3])
  redis.call('ZADD', ARGV[1] .. 'mark:' .. ARGV[i], now + ARGV[3], ARGV[2])
  redis.call('PEXPIRE', ARGV[1] .. 'mark:' .. ARGV[i], ARGV[3])
end
"""

RELEASE = f"""{_CLOCK}
local version = redis.call('INCR', ARGV[1] .. 'clock')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 3, #ARGV do
  local mark = ARGV[1] .. 'mark:' .. ARGV[i]
  redis.call('ZREM', mark, ARGV[2])
  redis.call('ZREMRANGEBYSCORE', mark, '-inf', now)
  if redis.call('ZCARD', mark) == 0 then
    redis.call('SET', ARGV[1] .. 'tag:' .. ARGV[i], version)
  else
    redis.call('SET', ARGV[1] .. 'tag:' .. ARGV[i], '!' .. version, 'PX', redis.call('PTTL', mark))
  end
end
"""
