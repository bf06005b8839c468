# Of the names on standard input, the oldest first, those that retention lets go. MADE: the backup that was just made; one
# that a wrong clock has dated later is no reason for any to go, and does not go. All of the last 24 hours before MADE stay,
# and the last one of each of the DAILY newest days, WEEKLY weeks and MONTHLY months that have one.

# Days since 1970-01-01, by the civil calendar's rules.
function days(name, year, month, day, era) {
  year = substr(name, 1, 4) + 0
  month = substr(name, 5, 2) + 0
  day = substr(name, 7, 2) + 0
  if (month <= 2) { year--; month += 12 }
  era = int(year / 400)
  year -= era * 400
  return era * 146097 + year * 365 + int(year / 4) - int(year / 100) + int((153 * (month - 3) + 2) / 5) + day - 1 - 719468
}

function seconds(name) {
  return days(name) * 86400 + substr(name, 10, 2) * 3600 + substr(name, 12, 2) * 60 + substr(name, 14, 2)
}

# Marks the last name of each of the COUNT newest periods.
function keep(period, count, index_of, seen) {
  for (index_of = n; index_of > 0 && count > 0; index_of--) {
    if (period[index_of] == seen) continue
    seen = period[index_of]
    kept[index_of]
    count--
  }
}

$0 <= made {
  names[++n] = $0
  day[n] = "d" substr($0, 1, 8)
  # Weeks begin on Monday.
  week[n] = "w" int((days($0) + 3) / 7)
  month[n] = "m" substr($0, 1, 6)
}

END {
  keep(day, daily)
  keep(week, weekly)
  keep(month, monthly)
  for (i = 1; i < n; i++) if (!(i in kept) && seconds(made) - seconds(names[i]) > 86400) print names[i]
}
