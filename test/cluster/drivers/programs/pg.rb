require 'pg'

PG.connect(ENV.fetch('URL')).exec('select 1')
puts "connected #{PG::VERSION}"
