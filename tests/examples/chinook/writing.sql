-- 46
update Track set UnitPrice = round(UnitPrice * 1.1, 2) where GenreId in (select GenreId from Genre where Name in ('Jazz', 'Blues'));
select g.Name, min(UnitPrice) as lowest, max(UnitPrice) as highest
from Track t join Genre g using (GenreId) group by GenreId having highest > 0.99 order by 1;

-- 47
update Playlist set Name = Name || ' / On the way' where PlaylistId = 18;
insert into Playlist values (19, 'At home');
select * from Playlist where PlaylistId >= 18 order by 1;

-- 48
select TrackId from PlaylistTrack where PlaylistId = 17 order by 1 limit 5;

-- 49
select 19 as PlaylistId, TrackId from (
  select TrackId, sum(UnitPrice * Quantity) as sold from InvoiceLine group by 1 order by 2 desc, 1 limit 10);

-- 50
insert into Invoice values (1000, 1, '2026-01-31 00:00:00', null, null, null, 'Brazil', null, 0);
insert into InvoiceLine (InvoiceId, TrackId, UnitPrice, Quantity) select 1000, TrackId, UnitPrice, 1 from Track where TrackId in (1, 6, 2820);
update Invoice set Total = (select sum(UnitPrice * Quantity) from InvoiceLine l where l.InvoiceId = Invoice.InvoiceId) where InvoiceId = 1000;
select * from Invoice where InvoiceId = 1000;

-- 51
update Customer set SupportRepId = 5 where SupportRepId = 3;
select FirstName, (select count(*) from Customer where SupportRepId = EmployeeId) as customers from Employee where customers > 0 order by EmployeeId;

-- 52
update Customer set Company = 'Mizzle Records', City = 'Salzburg', Country = 'Austria', Fax = null where CustomerId = 1;
select CustomerId, FirstName, Company, City, Country, Fax from Customer where CustomerId = 1;

-- 53
with wanted (at, list) as (values (1, 17), (2, 16), (3, 17), (4, 5))
select list as "from", (
         select count(*) from PlaylistTrack t
         where t.PlaylistId = list and t.TrackId not in (
           select TrackId from PlaylistTrack x where x.PlaylistId = 18 or x.PlaylistId in (select list from wanted w where w.at < wanted.at))) as added
from wanted order by at;
