-- 38
select t.TrackId, t.Name, a.Name as artist, g.Name as genre, t.Milliseconds, t.UnitPrice
from Track t left join Album using (AlbumId) left join Artist a using (ArtistId) left join Genre g using (GenreId)
where instr(lower(t.Name), 'love') and t.Milliseconds <= 180000 order by t.Name, t.TrackId;

-- 39
select t.TrackId, t.Name, a.Name as artist, g.Name as genre, t.Milliseconds, t.UnitPrice
from Track t left join Album using (AlbumId) left join Artist a using (ArtistId) left join Genre g using (GenreId)
where instr(lower(t.Name), 'live') and instr(lower(a.Name), 'o') and g.Name = 'Metal' and t.Milliseconds <= 360000 and t.UnitPrice <= 0.99
order by t.Name, t.TrackId;

-- 40
select count(*) as tracks, sum(AlbumId in (select AlbumId from Album join Artist using (ArtistId) where Artist.Name is not null)) as "with an artist"
from Track;

-- 41
select Name, instr(Name, '%') > 0 as percent, Name glob '[0-9][0-9]*' as digits, substr(Name, -1) = '?' as question
from Track where percent or digits or question order by Name, TrackId;

-- 42
select distinct Name, case instr(lower(Name), 'rock') when 1 then 1 else iif(instr(lower(Name), ' rock'), 2, 3) end as place
from Track where instr(lower(Name), 'rock') order by 2, Name collate nocase limit 25;

-- 43
select LastName, FirstName, Country, CustomerId from Customer order by LastName, CustomerId limit 10 offset 20;

-- 44
select g.Name as genre, t.Name, t.Milliseconds / 1000 as seconds from Track t join Genre g using (GenreId)
where g.Name = 'Jazz' and t.Milliseconds < 150000 or g.Name = 'Classical' and t.Milliseconds < 120000
order by g.Name desc, t.Milliseconds, t.TrackId;

-- 45
with lines (at, id, copies) as (values (0, 2820, 1), (1, 1, 3), (2, 999999, 1), (3, 6, 2))
select ifnull(Name, '(unknown)') as track, copies, UnitPrice * copies as price, sum(UnitPrice * copies) over (order by at) as "so far"
from lines left join Track on TrackId = id order by at;
