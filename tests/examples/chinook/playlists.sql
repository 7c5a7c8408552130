-- 33
select PlaylistId, Name, (select count(*) from PlaylistTrack t where t.PlaylistId = p.PlaylistId) as tracks
from Playlist p
where PlaylistId not in (
  select PlaylistId from PlaylistTrack join Track using (TrackId)
  where GenreId in (select GenreId from Genre where lower(Name) glob '*rock*'))
order by 1;

-- 34
select PlaylistId, Name, (
         select group_concat(Name, ', ') from (
           select Name from Genre
           where GenreId in (select GenreId from Track where TrackId in (select TrackId from PlaylistTrack t where t.PlaylistId = p.PlaylistId))
           order by Name)) as genres
from Playlist p order by 1;

-- 35
with lists as (
  select PlaylistId, Name, (
           select group_concat(TrackId) from (select TrackId from PlaylistTrack t where t.PlaylistId = p.PlaylistId order by TrackId)) as tracks
  from Playlist p)
select a.PlaylistId, a.Name, b.PlaylistId as other, b.Name as "name of the other"
from lists a join lists b on a.PlaylistId < b.PlaylistId and a.tracks is b.tracks order by 1, 3;

-- 36
select t.Name, r.Name as artist
from Track t join Album using (AlbumId) join Artist r using (ArtistId) join PlaylistTrack x using (TrackId) join PlaylistTrack y using (TrackId)
where x.PlaylistId = 16 and y.PlaylistId = 5 order by 2, 1;

-- 37
select PlaylistId, Name, count(TrackId) as tracks, sum(ifnull(TrackId in (select TrackId from InvoiceLine), 0)) as sold,
       100.0 * sum(TrackId in (select TrackId from InvoiceLine)) / nullif(count(TrackId), 0) as percent
from Playlist left join PlaylistTrack using (PlaylistId) group by PlaylistId order by percent is null, percent desc, 1;
