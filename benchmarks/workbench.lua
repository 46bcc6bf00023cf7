-- Readers of the chamber and of vote pages, for wrk. VARIETY is "read" (addresses that readers
-- share) or "change" (every chamber with ballots that nobody asked for before).

local variety = os.getenv("VARIETY") or "read"
local votes = {
  "S/2022/155", "S/1999/328", "S/2014/189", "S/RES/1973(2011)", "S/2022/720", "S/RES/678(1990)",
  "S/RES/1244(1999)", "S/2012/77", "S/2017/970", "A/RES/ES-11/1",
}
local seats = {
  "ALB", "BRA", "CHN", "FRA", "GAB", "GHA", "IND", "IRL", "KEN", "MEX", "NOR", "RUS", "ARE",
  "GBR", "USA",
}
local ballots = { "for", "against", "abstain", "absent" }
local number = 0

init = function(args)
  math.randomseed(tonumber(tostring({}):match("0x(%x+)"), 16) % 2 ^ 31)
end

local function chamber()
  local parts = { "for:", "against:", "abstain:", "absent:" }
  for _, seat in ipairs(seats) do
    local place = math.random(1, 4)
    parts[place] = parts[place] .. seat .. ","
  end
  return "/body/un-security-council?on=2022-02-25&votes=" .. table.concat(parts, ";")
end

request = function()
  number = number + 1
  local symbol = votes[math.random(#votes)]
  if number % 2 == 0 then
    return wrk.format("GET", "/vote/" .. symbol)
  end
  if variety == "change" then
    return wrk.format("GET", chamber())
  end
  return wrk.format("GET", "/body/un-security-council?vote=" .. votes[math.random(9)])
end

done = function(summary, latency)
  io.write(string.format(
    '{"requests": %d, "seconds": %.2f, "p50_ms": %.1f, "p95_ms": %.1f, "p99_ms": %.1f, "bad": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect))
end
