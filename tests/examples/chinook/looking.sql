-- 61
select e.FirstName as employee, b.FirstName || ', ' || b.Title as boss
from Employee e left join Employee b on b.EmployeeId = e.ReportsTo order by e.EmployeeId;

-- 62
explain query plan
select Track.Name from Artist join Album using (ArtistId) join Track using (AlbumId) where Artist.ArtistId = 22 order by Track.Name;

-- 63
select name, type, "notnull" from pragma_table_info('Track') order by cid;

-- 64
select 'artists' as "table", (select count(*) from Artist) as "rows"
union all values ('albums', (select count(*) from Album)), ('tracks', (select count(*) from Track)), ('genres', (select count(*) from Genre)),
  ('media types', (select count(*) from MediaType)), ('playlists', (select count(*) from Playlist)),
  ('tracks on playlists', (select count(*) from PlaylistTrack)), ('employees', (select count(*) from Employee)),
  ('customers', (select count(*) from Customer)), ('invoices', (select count(*) from Invoice)),
  ('lines of invoices', (select count(*) from InvoiceLine));
