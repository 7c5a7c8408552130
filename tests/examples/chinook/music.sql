-- 25
select g.Name, count(*) as tracks, sum(t.TrackId not in (select TrackId from InvoiceLine)) as "never sold",
       100.0 * sum(t.TrackId not in (select TrackId from InvoiceLine)) / count(*) as percent
from Track t join Genre g using (GenreId) group by g.GenreId order by 3 desc, 1;

-- 26
select a.Name as artist, b.Title, (select count(*) from Track t where t.AlbumId = b.AlbumId) as tracks,
       (select count(*) from InvoiceLine where TrackId in (select TrackId from Track t where t.AlbumId = b.AlbumId)) as sales
from Album b join Artist a using (ArtistId)
where tracks > 3 and not exists (
  select 1 from Track t where t.AlbumId = b.AlbumId and not exists (select 1 from InvoiceLine l where l.TrackId = t.TrackId))
order by 3 desc, 2;

-- 27
select Name, count(*) as tracks, count(distinct AlbumId) as albums, min(Milliseconds) / 1000 as "shortest (s)",
       max(Milliseconds) / 1000 as "longest (s)"
from Track group by Name having count(*) > 3 order by 2 desc, 1;

-- 28
select m.Name as media, (select count(*) from Track l where l.MediaTypeId = t.MediaTypeId and l.Milliseconds > t.Milliseconds) + 1 as place,
       t.Name as track, (t.Milliseconds / 60000) || ':' || substr('0' || (t.Milliseconds / 1000 % 60), -2) as minutes
from Track t join MediaType m using (MediaTypeId) where place <= 2 order by 1, 2;

-- 29
select Name, (select count(*) from Album b where b.ArtistId = a.ArtistId) as albums,
       (select count(*) from Track where AlbumId in (select AlbumId from Album b where b.ArtistId = a.ArtistId)) as tracks
from Artist a where albums >= 10 order by 2 desc, 1;

-- 30
select Title, n as tracks, printf('%d:%02d', ms / 60000, ms / 1000 % 60) as minutes, printf('$ %.2f', price) as price,
       case when price > 20 then 'a box' when n > 8 then 'an album' else 'a short one' end as kind
from (select Title, count(*) as n, sum(Milliseconds) as ms, sum(UnitPrice) as price
      from Track join Album using (AlbumId) join Artist using (ArtistId) where Artist.Name = 'Led Zeppelin' group by AlbumId)
order by 1;

-- 31
select json_object('artist', a.Name, 'title', b.Title, 'tracks', json_group_array(
         json_object('name', t.Name, 'seconds', t.Milliseconds / 1000, 'composer', t.Composer))) as album
from Artist a join Album b using (ArtistId) join Track t using (AlbumId) where a.Name = 'AC/DC' group by b.AlbumId order by b.AlbumId;

-- 32
select b.Title, count(distinct t.GenreId) as genres, (
         select group_concat(Name, ', ') from (
           select Name from Genre where GenreId in (select GenreId from Track where AlbumId = b.AlbumId) order by Name)) as which
from Album b join Track t using (AlbumId) group by b.AlbumId having genres > 1 order by 2 desc, 1;
