-- 54
select t.Name, b.Title, a.Name as artist
from Track t join Album b using (AlbumId) join Artist a using (ArtistId)
where instr(lower(t.Name || '|' || b.Title || '|' || a.Name), 'you') and instr(lower(t.Name || '|' || b.Title || '|' || a.Name), 'live')
  and instr(lower(t.Name || '|' || b.Title || '|' || a.Name), 'zeppelin')
order by a.Name, b.Title, t.TrackId;

-- 55
select count(*) as tracks from Track;

-- 56
select Name, (select count(*) from Track t where t.GenreId = g.GenreId) as tracks, null as price from Genre g order by 2 desc, 1 limit 5;

-- 57
select Name, (select count(*) from Track t where t.GenreId = g.GenreId) as tracks,
       (select max(UnitPrice) from Track t where t.GenreId = g.GenreId) as price
from Genre g order by 3 desc, 1 limit 8;

-- 58
select InvoiceId, InvoiceDate, (select LastName from Customer c where c.CustomerId = i.CustomerId) as customer, Total
from Invoice i where BillingCountry = 'Chile' order by 1;

-- 59
select InvoiceId, InvoiceDate, null as customer, Total from Invoice where BillingCountry = 'Chile' order by 1;

-- 60
select FirstName, 'Graz' as City, Email, null as Company from Customer where CustomerId = 1;
